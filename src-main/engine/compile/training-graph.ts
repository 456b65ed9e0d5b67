import { sizeOf } from '@shared/model/describe';
import { optimizerRule } from '../optimizer/rule';
import { weightDecayOf } from '../optimizer/weight-decay';
import { dropoutCount, microBatchSizes } from '../train/step-inputs';
import { DataType } from './data-type';
import { concat, unpack } from './first-axis';
import { control, Graph, type Port } from './graph';
import { fetchable, shaped, weightedSum } from './ports';
import { addCorrect, addPredictions, addSamples, type Samples, type SampleSizes } from './samples-graph';
import type { ForwardProgram, StepMeasures, StepProgram } from './step-programs';
import {
  gradientLeaf,
  seedLeaf,
  targetSizeOf,
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

/** What comes out of one part of a batch, or of the whole of it. */
interface Part {
  /** of each sample */
  losses: Port;
  logits: Port;
  gradients: Port[];
}

const sampleSizes = (model: TracedModel): SampleSizes => ({
  ...model.samples,
  values: sizeOf(model.inputShape),
  targetSize: targetSizeOf(model),
});

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
   * Adds `steps` training steps in a row, each reading the weights that the one before wrote. Feeds: samples as
   * `addSamples` says, scalars [steps, …] as the update asks for, seeds [steps, parts · dropouts, 2] int32.
   */
  addSteps(name: string, steps: number, batch: number): StepProgram {
    const { graph, model } = this;
    const sizes = microBatchSizes(batch, model.spec.microBatches);
    const parts = sizes.length;
    const dropouts = dropoutCount(model.spec);
    const scalarCount = this.update.scalarsAt(1, 1).length;
    const allSizes = Array.from({ length: steps }, () => sizes).flat();
    const { feeds, pieces } = addSamples(graph, name, allSizes, sampleSizes(model));
    const scalars = this.#placeholder(`${name}_scalars`, DataType.float32, [steps, scalarCount]);
    const scalarsOf = unpack(graph, scalars, steps, DataType.float32);
    const seeds =
      dropouts === 0
        ? undefined
        : this.#placeholder(`${name}_seeds`, DataType.int32, [steps, parts * dropouts, 2]);
    const seedsOf = seeds === undefined ? [] : unpack(graph, seeds, steps, DataType.int32);
    const shares = sizes.map((size) => size / batch);
    const done: Part[] = [];
    let norm: Port | undefined;
    let measures: StepMeasures | undefined;
    let after: Port[][] = this.variables.map(() => []);
    for (let step = 0; step < steps; step++) {
      const reads = this.variables.map(({ weight }, index) =>
        graph.node('ReadVariableOp', [weight.handle, ...control(after[index]!)], { dtype: float }),
      );
      const arrays = [...reads];
      const seedsOfStep =
        seedsOf.length === 0 ? [] : unpack(graph, seedsOf[step]!, parts * dropouts, DataType.int32);
      for (const [at, size] of sizes.entries()) {
        done.push(
          this.#addPart(
            size,
            pieces[step * parts + at]!,
            seedsOfStep.slice(at * dropouts, (at + 1) * dropouts),
            arrays,
            at === 0 ? [] : done.at(-1)!.gradients,
          ),
        );
      }
      const ofStep = done.slice(-parts);
      const gradients = this.#trained.map((_, index) =>
        weightedSum(
          graph,
          ofStep.map((part) => part.gradients[index]!),
          shares,
        ),
      );
      const all = this.#addGradients(gradients);
      norm ??= all.norm();
      const scalarsOfStep = unpack(graph, scalarsOf[step]!, scalarCount, DataType.float32);
      after = this.#addUpdates(reads, arrays, all.clipped, scalarsOfStep, after);
      if (steps === 1) measures = this.#addMeasures(name, gradients, reads, after);
    }
    const last = after.flat();
    const all = (ports: Port[], type: DataType) => concat(graph, ports, type);
    const losses = all(
      done.map((part) => part.losses),
      DataType.float32,
    );
    const correct = this.#addCorrect(
      done.map((part) => part.logits),
      pieces.map((piece) => piece.targets),
      [steps, batch],
    );
    return {
      ...feeds,
      steps,
      batch,
      parts,
      scalars,
      seeds,
      losses: fetchable(graph, losses, DataType.float32, `${name}_losses`, last),
      correct: fetchable(graph, correct, DataType.int32, `${name}_correct`, last),
      gradientNorm: fetchable(graph, norm!, DataType.float32, `${name}_norm`, []),
      measures,
    };
  }

  /** Right answers of each step; none where there are no classes. */
  #addCorrect(logits: readonly Port[], targets: readonly Port[], sizes: readonly [number, number]): Port {
    const { graph, model } = this;
    const { target } = model.samples;
    if (target === 'values') return graph.constant(DataType.int32, [sizes[0]], new Int32Array(sizes[0]));
    const classes =
      target === 'class'
        ? concat(graph, targets, DataType.int32)
        : addPredictions(graph, concat(graph, targets, DataType.float32));
    return addCorrect(graph, concat(graph, logits, DataType.float32), classes, sizes);
  }

  /**
   * Takes one part of a batch through the model and back.
   *
   * @param arrays the model's arrays; running means that it moves on are put in their place
   * @param after what has to be done before, so that the memory of one part is free for the next
   */
  #addPart(
    size: number,
    { inputs, targets }: Samples,
    seeds: readonly Port[],
    arrays: Port[],
    after: readonly Port[],
  ): Part {
    const { graph, model } = this;
    const traced = this.#trace(size);
    const waited =
      after.length === 0 ? inputs : graph.node('Identity', [inputs, ...control(after)], { T: float });
    const portOf = valueWriter(
      graph,
      new Map<string, Port>([
        ['x', shaped(graph, waited, [size, ...model.inputShape])],
        ['y', targets],
        ...seeds.map((seed, index): [string, Port] => [seedLeaf(index), seed]),
        ...arrays.map((array, index): [string, Port] => [weightLeaf(index), array]),
      ]),
    );
    const part = {
      losses: portOf(traced.losses),
      logits: portOf(traced.logits),
      gradients: traced.gradients.map(portOf),
    };
    for (const [index, view] of traced.updates) arrays[index] = portOf(view);
    return part;
  }

  /** The lengths of gradients, weights and changes of a step; a change is told from the weights before and after. */
  #addMeasures(
    name: string,
    gradients: readonly Port[],
    reads: readonly Port[],
    after: readonly Port[][],
  ): StepMeasures {
    const { graph } = this;
    const before = this.#trained.map((parameter) => reads[parameter]!);
    const changes = this.#trained.map((parameter) => {
      const { handle } = this.variables[parameter]!.weight;
      const now = graph.node('ReadVariableOp', [handle, ...control(after[parameter]!)], { dtype: float });
      return graph.node('Sub', [now, reads[parameter]!], { T: float });
    });
    const halves = [...gradients, ...before, ...changes].map((port) =>
      graph.node('L2Loss', [port], { T: float }),
    );
    const packed = graph.node('Pack', halves, { N: { int: halves.length }, T: float, axis: { int: 0 } });
    return {
      halfSquares: fetchable(graph, packed, DataType.float32, `${name}_squares`, []),
      gradients: gradients.map((gradient, index) =>
        fetchable(graph, gradient, DataType.float32, `${name}_gradient${index}`, []),
      ),
    };
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

  /** Adds a forward pass. Feeds: samples as `addSamples` says. */
  addForward(name: string, batch: number): ForwardProgram {
    const { graph, model } = this;
    const traced = traceForward(model, batch);
    const { feeds, pieces } = addSamples(graph, name, [batch], sampleSizes(model));
    const [samples] = pieces;
    const leaves = new Map<string, Port>([
      ['x', shaped(graph, samples!.inputs, [batch, ...model.inputShape])],
      ['y', samples!.targets],
    ]);
    this.variables.forEach(({ weight, ema }, index) =>
      leaves.set(weightLeaf(index), (ema?.variable ?? weight).read),
    );
    const portOf = valueWriter(graph, leaves);
    return {
      ...feeds,
      batch,
      losses: fetchable(graph, portOf(traced.losses), DataType.float32, `${name}_losses`, []),
      predictions: fetchable(
        graph,
        addPredictions(graph, portOf(traced.logits)),
        DataType.int32,
        `${name}_predictions`,
        [],
      ),
      outputs: fetchable(graph, portOf(traced.logits), DataType.float32, `${name}_outputs`, []),
    };
  }
}
