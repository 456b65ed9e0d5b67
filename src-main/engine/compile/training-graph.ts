import { sizeOf } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';
import { DataType } from './data-type';
import { addFusedAdam } from './fused-adam';
import { Graph, type Port } from './graph';
import { traceForward, traceTraining, weightLeaf, type TracedModel, type TracedTraining } from './trace-step';
import { addVariable, type Variable } from './variables';
import { valueWriter } from './write-values';

const float = { type: DataType.float32 } as const;
const int = { type: DataType.int32 } as const;

/** A weight with Adam's two running means. */
export interface TrainedVariable {
  weight: Variable;
  m: Variable;
  v: Variable;
}

/** Names of the nodes that are fed and fetched for `steps` steps of `batch` samples in one call. */
export interface StepProgram {
  steps: number;
  batch: number;
  images: string;
  labels: string;
  rates: string;
  epsilons: string;
  losses: string;
  correct: string;
}

export interface ForwardProgram {
  batch: number;
  images: string;
  labels: string;
  losses: string;
  predictions: string;
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

const unpack = (graph: Graph, port: Port, count: number, type: DataType, axis = 0): Port =>
  graph.node('Unpack', [port], { num: { int: count }, T: { type }, axis: { int: axis } });

const outputOf = (node: Port, index: number): Port => (index === 0 ? node : `${node}:${index}`);

function pack(
  graph: Graph,
  ports: readonly Port[],
  type: DataType,
  name: string,
  after: readonly Port[],
): string {
  const packed = graph.node('Pack', ports, { N: { int: ports.length }, T: { type }, axis: { int: 0 } });
  const node = graph.node('Identity', [packed, ...after.map((port) => `^${port}`)], { T: { type } }, name);
  return `${node}:0`;
}

/** All that can be run on one model, as one graph: the programs share its variables. */
export class TrainingGraph {
  readonly graph = new Graph();
  readonly variables: TrainedVariable[];
  readonly #traces = new Map<number, TracedTraining>();

  constructor(
    readonly model: TracedModel,
    readonly optimizer: RunSpec['optimizer'],
  ) {
    this.variables = model.parameters.map(({ shape }, index) => ({
      weight: addVariable(this.graph, `w${index}`, shape),
      m: addVariable(this.graph, `m${index}`, shape),
      v: addVariable(this.graph, `v${index}`, shape),
    }));
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
   * images [steps, batch · values] uint8, labels [steps, batch] int32, rates and epsilons [steps].
   */
  addSteps(name: string, steps: number, batch: number): StepProgram {
    const { graph, model } = this;
    const traced = this.#trace(batch);
    const images = this.#placeholder(`${name}_images`, DataType.uint8, [
      steps,
      batch * sizeOf(model.inputShape),
    ]);
    const labels = this.#placeholder(`${name}_labels`, DataType.int32, [steps, batch]);
    const rates = this.#placeholder(`${name}_rates`, DataType.float32, [steps]);
    const epsilons = this.#placeholder(`${name}_epsilons`, DataType.float32, [steps]);
    const imagesOf = unpack(graph, images, steps, DataType.uint8);
    const labelsOf = unpack(graph, labels, steps, DataType.int32);
    const ratesOf = unpack(graph, rates, steps, DataType.float32);
    const epsilonsOf = unpack(graph, epsilons, steps, DataType.float32);
    const losses: Port[] = [];
    const correct: Port[] = [];
    let updates: Port[] = [];
    for (let step = 0; step < steps; step++) {
      const leaves = new Map<string, Port>([
        ['x', scaledImages(graph, outputOf(imagesOf, step), [batch, ...model.inputShape])],
        ['y', outputOf(labelsOf, step)],
      ]);
      this.variables.forEach(({ weight }, index) => {
        const before = updates[index];
        const inputs = before === undefined ? [weight.handle] : [weight.handle, `^${before}`];
        leaves.set(weightLeaf(index), graph.node('ReadVariableOp', inputs, { dtype: float }));
      });
      const portOf = valueWriter(graph, leaves);
      losses.push(portOf(traced.loss));
      correct.push(portOf(traced.correct));
      const fed = { rate: outputOf(ratesOf, step), epsilon: outputOf(epsilonsOf, step) };
      const gradients = traced.gradients.map(portOf);
      updates = this.variables.map(({ weight, m, v }, index) => {
        const handles = { handle: weight.handle, m: m.handle, v: v.handle };
        return addFusedAdam(graph, this.optimizer, handles, gradients[index]!, fed, updates[index]);
      });
    }
    return {
      steps,
      batch,
      images,
      labels,
      rates,
      epsilons,
      losses: pack(graph, losses, DataType.float32, `${name}_losses`, updates),
      correct: pack(graph, correct, DataType.int32, `${name}_correct`, updates),
    };
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
    this.variables.forEach(({ weight }, index) => leaves.set(weightLeaf(index), weight.read));
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
