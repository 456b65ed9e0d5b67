import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { DataType } from '../compile/data-type';
import { Graph, type Port } from '../compile/graph';
import { LoadedGraph, type KeptTensor } from '../compile/loaded-graph';

const FLOAT = { type: DataType.float32 };

/** One op of a chain: from what the one before gave, and a second array that is always the same. */
export type Link = (graph: Graph, before: Port, other: Port, at: number) => Port;

function chainOf(length: number, shape: readonly number[], link: Link): Graph {
  const graph = new Graph();
  const given = (name: string) => graph.node('Placeholder', [], { dtype: FLOAT, shape: { shape } }, name);
  const [first, other] = [given('first'), given('other')];
  let last = first;
  for (let at = 0; at < length; at++) last = link(graph, last, other, at);
  // A whole array would take longer to be fetched than to be computed.
  const axes = graph.ints(shape.map((_, axis) => axis));
  const attributes = { T: FLOAT, Tidx: { type: DataType.int32 }, keep_dims: { bool: false } };
  graph.node('Sum', [last, axes], attributes, 'result');
  return graph;
}

/**
 * The same chain of ops in two lengths. What the longer one takes longer is the time of the links alone: handing the
 * arrays over and fetching the result is in both.
 */
export class ChainedGraph {
  readonly #graphs: readonly [short: LoadedGraph, long: LoadedGraph];
  readonly #feeds: readonly { name: string; kept: KeptTensor }[];
  #best: [short: number, long: number] = [Infinity, Infinity];

  /** @param values that both arrays begin with, of this shape */
  constructor(
    backend: NodeJSKernelBackend,
    shape: readonly number[],
    values: Float32Array,
    readonly lengths: readonly [short: number, long: number],
    link: Link,
  ) {
    const load = (length: number) => new LoadedGraph(backend, chainOf(length, shape, link));
    const [short, long] = [load(lengths[0]), load(lengths[1])];
    this.#graphs = [short, long];
    this.#feeds = ['first', 'other'].map((name) => ({ name, kept: short.keep({ shape, values }) }));
  }

  #time(graph: LoadedGraph): number {
    const started = performance.now();
    graph.run(this.#feeds, ['result:0']);
    return performance.now() - started;
  }

  /** Runs both once. The first round also prepares them: forget it. */
  round(): void {
    const [short, long] = this.#graphs;
    this.#best = [Math.min(this.#best[0], this.#time(short)), Math.min(this.#best[1], this.#time(long))];
  }

  forget(): void {
    this.#best = [Infinity, Infinity];
  }

  /** Seconds of one link, from the quickest run of each length. */
  get secondsPerLink(): number {
    const [short, long] = this.#best;
    return Math.max(1e-6, long - short) / 1000 / (this.lengths[1] - this.lengths[0]);
  }

  dispose(): void {
    const [short, long] = this.#graphs;
    for (const { kept } of this.#feeds) short.letGo(kept);
    short.dispose();
    long.dispose();
  }
}
