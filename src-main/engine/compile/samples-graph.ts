import type { SampleKind } from '@shared/data/layout';
import { DataType } from './data-type';
import { split } from './first-axis';
import type { Graph, Port } from './graph';

const float = { type: DataType.float32 } as const;
const int = { type: DataType.int32 } as const;

/**
 * Names of the nodes that are fed with samples: rows of inputs, a target for each row, and which rows are taken. The rows
 * may be a whole dataset that stays where TensorFlow computes, or just those of one call.
 */
export interface SampleFeeds {
  /** [rows, values] uint8 or float32 */
  inputs: string;
  /** [rows] uint8, or [rows, outputs] float32 */
  targets: string;
  /** [all that are taken] int32 */
  indices: string;
}

export interface Samples {
  /** [size, values] float32, bytes as 0 to 1 */
  inputs: Port;
  /** [size] int32, or [size, outputs] float32 */
  targets: Port;
}

/** What the samples of a graph are like: their kind, and numbers of one input and of one target. */
export interface SampleSizes extends SampleKind {
  values: number;
  targetSize: number;
}

/**
 * Gathers samples in pieces of these sizes, each when it is needed: measured to be no slower than all at once, and in
 * less memory. Bytes 0 to 255 become 0 to 1 by the same division as in the eager step.
 */
export function addSamples(
  graph: Graph,
  name: string,
  sizes: readonly number[],
  { input, target, values, targetSize }: SampleSizes,
): { feeds: SampleFeeds; pieces: Samples[] } {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = { type: DataType.uint8 } as const;
  const inputType = input === 'uint8' ? bytes : float;
  const targetType = target === 'class' ? bytes : float;
  const placeholder = (part: string, dtype: { type: DataType }, shape: readonly number[]) =>
    graph.node('Placeholder', [], { dtype, shape: { shape } }, `${name}_${part}`);
  const feeds: SampleFeeds = {
    inputs: placeholder('inputs', inputType, [-1, values]),
    targets: placeholder('targets', targetType, target === 'class' ? [-1] : [-1, targetSize]),
    indices: placeholder('indices', int, [count]),
  };
  const axis = graph.constant(DataType.int32, [], Int32Array.of(0));
  const gathered = (rows: Port, indices: Port, from: { type: DataType }, to: { type: DataType }) => {
    const taken = graph.node('GatherV2', [rows, indices, axis], {
      Tparams: from,
      Tindices: int,
      Taxis: int,
      batch_dims: { int: 0 },
    });
    if (from.type === to.type) return taken;
    return graph.node('Cast', [taken], { SrcT: from, DstT: to, Truncate: { bool: false } });
  };
  const pieces = split(graph, feeds.indices, sizes, DataType.int32).map((indices) => {
    const taken = gathered(feeds.inputs, indices, inputType, float);
    return {
      inputs: input === 'uint8' ? graph.node('RealDiv', [taken, graph.scalar(255)], { T: float }) : taken,
      targets: gathered(feeds.targets, indices, targetType, target === 'class' ? int : float),
    };
  });
  return { feeds, pieces };
}

/**
 * The most likely class of each sample.
 *
 * @param logits [count, classes]
 * @returns [count] int32
 */
export function addPredictions(graph: Graph, logits: Port): Port {
  const axis = graph.constant(DataType.int32, [], Int32Array.of(1));
  return graph.node('ArgMax', [logits, axis], { T: float, Tidx: int, output_type: int });
}

/**
 * Counts the samples whose most likely class is the true one.
 *
 * @param logits [rows · columns, classes]
 * @param labels [rows · columns] int32
 * @returns [rows] int32
 */
export function addCorrect(
  graph: Graph,
  logits: Port,
  labels: Port,
  [rows, columns]: readonly [number, number],
): Port {
  const likely = addPredictions(graph, logits);
  const hits = graph.node('Equal', [likely, labels], { T: int, incompatible_shape_error: { bool: true } });
  const counted = graph.node('Cast', [hits], {
    SrcT: { type: DataType.bool },
    DstT: int,
    Truncate: { bool: false },
  });
  const byRow = graph.node('Reshape', [counted, graph.ints([rows, columns])], { T: int, Tshape: int });
  const axis = graph.constant(DataType.int32, [], Int32Array.of(1));
  return graph.node('Sum', [byRow, axis], { T: int, Tidx: int, keep_dims: { bool: false } });
}
