import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type * as tf from '@tensorflow/tfjs-core';
import { DataType } from '../../src-main/engine/compile/data-type';
import { Graph, type Port } from '../../src-main/engine/compile/graph';
import { LoadedGraph, type Feed } from '../../src-main/engine/compile/loaded-graph';
import { withNativeGradients } from '../../src-main/engine/compile/native-gradients';
import type { Rule } from '../../src-main/engine/compile/rules/rule';
import { trace } from '../../src-main/engine/compile/trace';
import { valueWriter } from '../../src-main/engine/compile/write-values';

export interface TracedResult {
  shape: number[];
  values: number[];
}

/**
 * Compiles what `step` does and runs that, not `step`, on the values of the leaves.
 *
 * @returns what came out for each tensor that `step` returned
 */
export function runTraced(
  native: NodeJSKernelBackend,
  leaves: ReadonlyMap<string, tf.Tensor>,
  step: () => tf.Tensor[],
  rules: readonly Rule[],
): TracedResult[] {
  const views = withNativeGradients(native, () => trace(native, step, leaves, rules));
  const graph = new Graph();
  const ports = new Map<string, Port>();
  const feeds: Feed[] = [];
  let count = 0;
  for (const [leaf, tensor] of leaves) {
    const { shape } = tensor;
    const type = tensor.dtype === 'int32' ? DataType.int32 : DataType.float32;
    const name = graph.node('Placeholder', [], { dtype: { type }, shape: { shape } }, `leaf${count++}`);
    ports.set(leaf, name);
    feeds.push({ name, shape, values: tensor.dataSync<'float32' | 'int32'>().slice() });
  }
  const portOf = valueWriter(graph, ports);
  const outputs = views.map(
    (view, index) =>
      `${graph.node('Identity', [portOf(view)], { T: { type: view.type } }, `result${index}`)}:0`,
  );
  const loaded = new LoadedGraph(native, graph);
  try {
    return loaded
      .run(feeds, outputs)
      .map((values, index) => ({ shape: [...views[index]!.shape], values: [...values] }));
  } finally {
    loaded.dispose();
  }
}
