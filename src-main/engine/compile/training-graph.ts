import { sizeOf } from '@shared/model/describe';
import { optimizerRule } from '../optimizer/rule';
import { weightDecayOf } from '../optimizer/weight-decay';
import { dropoutCount, microBatchSizes } from '../train/step-inputs';
import { DataType } from './data-type';
import { control, Graph, type Port } from './graph';
import {
  gradientLeaf,
  seedLeaf,
  traceForward,
  traceGradients,
  traceTraining,
  weightLeaf,
  type TracedGradients,
  type TracedModel,
  type TracedTraining,
} from './trace-step';
import type { CompiledUpdate } from './updates/compiled-update';
import { updateOf } from './updates/update-of';
import { addModelVariable, type ModelVariable } from './variables';
import { valueWriter } from './write-values';

const float = { type: DataType.float32 } as const;
const int = { type: DataType.int32 } as const;

/** Names of the nodes that are fed and fetched for `steps` steps of `batch` samples in one call. */
export interface StepProgram {
  steps: number;
  batch: number;
  /** parts that each batch goes through the model in */
  parts: number;
  images: string;
  labels: string;
  scalars: string;
  /** undefined where the model has no dropout */
  seeds: string | undefined;
  losses: string;
  correct: string;
  /** of the first step; worked out only when it is fetched */
  gradientNorm: string;
}

export interface ForwardProgram {
  batch: number;
  images: string;
  labels: string;
  losses: string;
  predictions: string;
}

/** One part of one batch, or the whole of it: what is trained on, and what comes out. */
interface Part {
  loss: Port;
  correct: Port;
  gradients: Port[];
}

/** Bytes 0 to 255 become 0 to 1, by the same division as in the eager step. */
function scaledImages(graph: Graph, images: Port, shape: readonly number[]): Port {
  const cast = graph.node('Cast', [images], {
    SrcT: { type: DataType.uint8 },
    DstT: float,
    Truncate: { bool: false },
  });
  const scaled = graph.node('RealDiv', [cast, graph.scalar(255)], { T: float });
  return graph.node('Reshape', [scaled, graph.ints(shape)], { T: float, Tshape: int });
}

const outputOf = (node: Port, index: number): Port => (index === 0 ? node : `${node}:${index}`);

const unpack = (graph: Graph, port: Port, count: number, type: DataType): Port[] => {
  const node = graph.node('Unpack', [port], { num: { int: count }, T: { type }, axis: { int: 0 } });
  return Array.from({ length: count }, (_, index) => outputOf(node, index));
};

/** Cuts the first axis into pieces of these sizes. */
function split(graph: Graph, port: Port, sizes: readonly number[], type: DataType): Port[] {
  if (sizes.length === 1) return [port];
  const inputs = [port, graph.ints(sizes), graph.constant(DataType.int32, [], Int32Array.of(0))];
  const node = graph.node('SplitV', inputs, { num_split: { int: sizes.length }, T: { type }, Tlen: int });
  return sizes.map((_, index) => outputOf(node, index));
}

function pack(
  graph: Graph,
  ports: readonly Port[],
  type: DataType,
  name: string,
  after: readonly Port[],
): string {
  const packed = graph.node('Pack', ports, { N: { int: ports.length }, T: { type }, axis: { int: 0 } });
  const node = graph.node('Identity', [packed, ...control(after)], { T: { type } }, name);
  return `${node}:0`;
}

/** Σ ports · shares; a single one as it is. */
function weightedSum(graph: Graph, ports: readonly Port[], shares: readonly number[]): Port {
  if (ports.length === 1) return ports[0]!;
  return ports
    .map((port, index) => graph.node('Mul', [port, graph.scalar(shares[index]!)], { T: float }))
    .reduce((sum, port) => graph.node('AddV2', [sum, port], { T: float }));
}

/** All that can be run on one model, as one graph: the programs share its variables. */
export class TrainingGraph {
  readonly graph = new Graph();
  readonly variables: ModelVariable[];
  readonly update: CompiledUpdate;
  readonly #trained: readonly number[];
  readonly #traces = new Map<number, TracedTraining>();
  #gradients: TracedGradients | undefined;

  constructor(readonly model: TracedModel) {
    const { backend, spec, parameters } = model;
    const { slots } = optimizerRule(spec.optimizer);
    this.update = updateOf(backend, spec.optimizer);
    this.variables = parameters.map((info, index) =>
      addModelVariable(this.graph, info, index, slots, spec.ema > 0),
    );
    this.#trained = [...parameters.keys()].filter((index) => parameters[index]!.trained);
  }

  #placeholder(name: string, type: DataType, shape: readonly number[]): Port {
    return this.graph.node('Placeholder', [], { dtype: { type }, shape: { shape } }, name);
  }

  #trace(batch: number): TracedTraining {
    const known = this.#traces.get(batch) ?? traceTraining(this.model, batch);
    this.#traces.set(batch, known);
    return known;
  }

  /**
   * Adds `steps` training steps in a row, each reading the weights that the one before wrote. Feeds:
   * images [steps, batch · values] uint8, labels [steps, batch] int32, scalars [steps, …] as the update asks for,
   * seeds [steps, parts · dropouts, 2] int32.
   */
  addSteps(name: string, steps: number, batch: number): StepProgram {
    const { graph, model } = this;
    const sizes = microBatchSizes(batch, model.spec.microBatches);
    const dropouts = dropoutCount(model.spec);
    const scalarCount = this.update.scalarsAt(1, 1).length;
    const values = sizeOf(model.inputShape);
    const images = this.#placeholder(`${name}_images`, DataType.uint8, [steps, batch * values]);
    const labels = this.#placeholder(`${name}_labels`, DataType.int32, [steps, batch]);
    const scalars = this.#placeholder(`${name}_scalars`, DataType.float32, [steps, scalarCount]);
    const seeds =
      dropouts === 0
        ? undefined
        : this.#placeholder(`${name}_seeds`, DataType.int32, [steps, sizes.length * dropouts, 2]);
    const imagesOf = unpack(graph, images, steps, DataType.uint8);
    const labelsOf = unpack(graph, labels, steps, DataType.int32);
    const scalarsOf = unpack(graph, scalars, steps, DataType.float32);
    const seedsOf = seeds === undefined ? [] : unpack(graph, seeds, steps, DataType.int32);
    const losses: Port[] = [];
    const correct: Port[] = [];
    let norm: Port | undefined;
    let after: Port[][] = this.variables.map(() => []);
    for (let step = 0; step < steps; step++) {
      const reads = this.variables.map(({ weight }, index) =>
        graph.node('ReadVariableOp', [weight.handle, ...control(after[index]!)], { dtype: float }),
      );
      const arrays = [...reads];
      const seedsOfStep =
        seedsOf.length === 0 ? [] : unpack(graph, seedsOf[step]!, sizes.length * dropouts, DataType.int32);
      const pixels = split(
        graph,
        imagesOf[step]!,
        sizes.map((size) => size * values),
        DataType.uint8,
      );
      const classes = split(graph, labelsOf[step]!, sizes, DataType.int32);
      const parts: Part[] = [];
      for (const [at, size] of sizes.entries()) {
        parts.push(
          this.#addPart(
            size,
            pixels[at]!,
            classes[at]!,
            seedsOfStep.slice(at * dropouts, (at + 1) * dropouts),
            arrays,
            parts.at(-1)?.gradients ?? [],
          ),
        );
      }
      const shares = sizes.map((size) => size / batch);
      losses.push(
        weightedSum(
          graph,
          parts.map((part) => part.loss),
          shares,
        ),
      );
      correct.push(
        parts.map((part) => part.correct).reduce((sum, port) => graph.node('AddV2', [sum, port], { T: int })),
      );
      const gradients = this.#trained.map((_, index) =>
        weightedSum(
          graph,
          parts.map((part) => part.gradients[index]!),
          shares,
        ),
      );
      const all = this.#addGradients(gradients);
      norm ??= all.norm();
      const scalarsOfStep = unpack(graph, scalarsOf[step]!, scalarCount, DataType.float32);
      after = this.#addUpdates(reads, arrays, all.clipped, scalarsOfStep, after);
    }
    const last = after.flat();
    return {
      steps,
      batch,
      parts: sizes.length,
      images,
      labels,
      scalars,
      seeds,
      losses: pack(graph, losses, DataType.float32, `${name}_losses`, last),
      correct: pack(graph, correct, DataType.int32, `${name}_correct`, last),
      gradientNorm: `${graph.node('Identity', [norm!], { T: float }, `${name}_norm`)}:0`,
    };
  }

  /**
   * Takes one part of a batch through the model and back.
   *
   * @param arrays the model's arrays; running means that it moves on are put in their place
   * @param after what has to be done before, so that the memory of one part is free for the next
   */
  #addPart(
    size: number,
    pixels: Port,
    classes: Port,
    seeds: readonly Port[],
    arrays: Port[],
    after: readonly Port[],
  ): Part {
    const { graph, model } = this;
    const traced = this.#trace(size);
    const waited =
      after.length === 0
        ? pixels
        : graph.node('Identity', [pixels, ...control(after)], { T: { type: DataType.uint8 } });
    const portOf = valueWriter(
      graph,
      new Map<string, Port>([
        ['x', scaledImages(graph, waited, [size, ...model.inputShape])],
        ['y', classes],
        ...seeds.map((seed, index): [string, Port] => [seedLeaf(index), seed]),
        ...arrays.map((array, index): [string, Port] => [weightLeaf(index), array]),
      ]),
    );
    const part = {
      loss: portOf(traced.loss),
      correct: portOf(traced.correct),
      gradients: traced.gradients.map(portOf),
    };
    for (const [index, view] of traced.updates) arrays[index] = portOf(view);
    return part;
  }

  /** Their length before they are clipped is written only where it is asked for. */
  #addGradients(gradients: readonly Port[]): { norm: () => Port; clipped: Port[] } {
    const traced = (this.#gradients ??= traceGradients(this.model));
    const leaves = new Map(gradients.map((gradient, index) => [gradientLeaf(index), gradient]));
    const portOf = valueWriter(this.graph, leaves);
    return { norm: () => portOf(traced.norm), clipped: traced.clipped.map(portOf) };
  }

  /** @returns for each variable, the nodes after which it is new */
  #addUpdates(
    reads: readonly Port[],
    arrays: readonly Port[],
    gradients: readonly Port[],
    scalars: readonly Port[],
    after: readonly Port[][],
  ): Port[][] {
    const { graph, model } = this;
    const gradientOf = new Map(this.#trained.map((parameter, index) => [parameter, gradients[index]!]));
    return this.variables.map(({ info, weight, slots, ema }, index) => {
      const before = after[index]!;
      const gradient = gradientOf.get(index);
      if (gradient === undefined) {
        if (arrays[index] === reads[index]) return before;
        return [
          graph.node('AssignVariableOp', [weight.handle, arrays[index]!, ...control(before)], {
            dtype: float,
          }),
        ];
      }
      const done = this.update.add(graph, {
        weight,
        read: reads[index]!,
        slots: slots.map(({ variable }) => variable),
        gradient,
        scalars,
        decay: weightDecayOf(model.spec.optimizer, info.role),
        after: before,
      });
      if (ema === undefined) return done;
      return [...done, this.#addEma(weight.handle, ema.variable.handle, before, done)];
    });
  }

  /** mean ← decay · mean + (1 − decay) · weight, with the weight as it is after its update. */
  #addEma(weight: Port, ema: Port, before: readonly Port[], after: readonly Port[]): Port {
    const { graph } = this;
    const { ema: decay } = this.model.spec;
    const now = graph.node('ReadVariableOp', [weight, ...control(after)], { dtype: float });
    const old = graph.node('ReadVariableOp', [ema, ...control(before)], { dtype: float });
    const mean = weightedSum(graph, [old, now], [decay, 1 - decay]);
    return graph.node('AssignVariableOp', [ema, mean], { dtype: float });
  }

  /** Adds a forward pass. Feeds: images [batch · values] uint8, labels [batch] int32. */
  addForward(name: string, batch: number): ForwardProgram {
    const { graph, model } = this;
    const traced = traceForward(model, batch);
    const images = this.#placeholder(`${name}_images`, DataType.uint8, [batch * sizeOf(model.inputShape)]);
    const labels = this.#placeholder(`${name}_labels`, DataType.int32, [batch]);
    const leaves = new Map<string, Port>([
      ['x', scaledImages(graph, images, [batch, ...model.inputShape])],
      ['y', labels],
    ]);
    this.variables.forEach(({ weight, ema }, index) =>
      leaves.set(weightLeaf(index), (ema?.variable ?? weight).read),
    );
    const portOf = valueWriter(graph, leaves);
    const fetchable = (port: Port) => (port.includes(':') ? port : `${port}:0`);
    return {
      batch,
      images,
      labels,
      losses: fetchable(portOf(traced.losses)),
      predictions: fetchable(portOf(traced.predictions)),
    };
  }
}
