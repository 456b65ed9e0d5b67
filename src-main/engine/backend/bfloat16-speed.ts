import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { DataType } from '../compile/data-type';
import { Graph, type Port } from '../compile/graph';
import { LoadedGraph } from '../compile/loaded-graph';

const SIZE = 512;
const PRODUCTS = 4;
const ROUNDS = 5;

/** Milliseconds of a few products of square matrices, the best of some rounds. */
function time(backend: NodeJSKernelBackend, type: DataType): number {
  const graph = new Graph();
  const float = { type: DataType.float32 };
  const given = graph.node('Placeholder', [], { dtype: float, shape: { shape: [SIZE, SIZE] } }, 'given');
  const cast = (port: Port, from: DataType, to: DataType) =>
    from === to
      ? port
      : graph.node('Cast', [port], { SrcT: { type: from }, DstT: { type: to }, Truncate: { bool: false } });
  const matrix = cast(given, DataType.float32, type);
  const attributes = { T: { type }, transpose_a: { bool: false }, transpose_b: { bool: false } };
  let product = matrix;
  for (let i = 0; i < PRODUCTS; i++) product = graph.node('MatMul', [product, matrix], attributes);
  graph.node('Identity', [cast(product, type, DataType.float32)], { T: float }, 'result');
  const loaded = new LoadedGraph(backend, graph);
  const feed = [{ name: 'given', shape: [SIZE, SIZE], values: new Float32Array(SIZE * SIZE).fill(0.01) }];
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    loaded.run(feed, ['result:0']);
    // The first one also prepares the graph.
    if (round > 0) best = Math.min(best, performance.now() - started);
  }
  loaded.dispose();
  return best;
}

/**
 * How fast matrix products are in bfloat16, those in float32 being 1: above 1 on processors that have
 * instructions for it.
 *
 * @returns null when this library has no such kernels
 */
export function bfloat16Speed(backend: NodeJSKernelBackend): number | null {
  try {
    return time(backend, DataType.float32) / time(backend, DataType.bfloat16);
  } catch {
    return null;
  }
}
