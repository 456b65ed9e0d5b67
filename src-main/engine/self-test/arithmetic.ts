import * as tf from '@tensorflow/tfjs-core';
import type { SelfTestMeasured } from '@shared/contract/devices';
import type { Backend } from '../backend/backend';
import { DataType } from '../compile/data-type';
import { ChainedGraph, type Link } from './chained-graph';
import type { Pace } from './pace';

/** What is measured of a backend: one op on two arrays, again and again. */
interface Measured {
  shape: readonly number[];
  /** both arrays hold this */
  values: Float32Array;
  /** the op where there are graphs, and how many of it in the shorter and the longer one */
  link: Link;
  lengths: readonly [number, number];
  /** the op where there are none */
  plain: (one: tf.Tensor, other: tf.Tensor) => tf.Tensor;
}

/** How long it may take, and which part of the whole it is. */
export interface Share {
  pace: Pace;
  part: readonly [from: number, to: number];
  seconds: number;
}

const FLOAT = { type: DataType.float32 };
/** Rounds that at least count. */
const LEAST = 3;
/** Sides of matrices: large enough that a device is at its best, and small enough that a product takes no second. */
const SIDES = { gpu: 4096, cpu: 1024, wasm: 256 } as const;
/** Elements of an array: more than a processor's cache holds. */
const ELEMENTS = { gpu: 1 << 26, cpu: 1 << 25, wasm: 1 << 22 } as const;

const product: Link = (graph, before, other) => {
  const attributes = { T: FLOAT, transpose_a: { bool: false }, transpose_b: { bool: false } };
  return graph.node('MatMul', [before, other], attributes);
};

/** In turns, so that no optimizer makes one op of two. */
const elementwise: Link = (graph, before, other, at) =>
  graph.node(at % 2 === 0 ? 'Maximum' : 'Minimum', [before, other], { T: FLOAT });

/** Seconds of one op, at the best of some rounds. */
async function quickest(
  { native }: Backend,
  measured: Measured,
  { pace, part, seconds }: Share,
): Promise<number> {
  const { shape, values, link, lengths, plain } = measured;
  if (native !== undefined) {
    const chain = new ChainedGraph(native, shape, values, lengths, link);
    try {
      chain.round();
      chain.forget();
      await pace.repeat(part, { seconds, least: LEAST }, () => chain.round());
      return chain.secondsPerLink;
    } finally {
      chain.dispose();
    }
  }
  // WebAssembly computes at once, and keeps what it computed until it is told not to.
  const [one, other] = [tf.tensor(values, [...shape]), tf.tensor(values, [...shape])];
  const run = () => plain(one, other).dispose();
  let best = Infinity;
  try {
    run();
    await pace.repeat(part, { seconds, least: LEAST }, () => {
      const started = performance.now();
      run();
      best = Math.min(best, performance.now() - started);
    });
    return Math.max(1e-6, best) / 1000;
  } finally {
    one.dispose();
    other.dispose();
  }
}

/** How fast float32 matrices are multiplied: 2n³ operations for a product. */
export async function measureProducts(backend: Backend, share: Share): Promise<SelfTestMeasured['matrix']> {
  const size = SIDES[backend.numerics.backend];
  const seconds = await quickest(
    backend,
    {
      shape: [size, size],
      // A product of them is the same matrix again, and never runs over.
      values: new Float32Array(size * size).fill(1 / size),
      link: product,
      lengths: [1, 9],
      plain: (one, other) => tf.matMul(one, other),
    },
    share,
  );
  return { size, gigaflops: (2 * size ** 3) / seconds / 1e9 };
}

/** How fast memory is read and written: two arrays in, one out. */
export async function measureMemory(backend: Backend, share: Share): Promise<SelfTestMeasured['memory']> {
  const elements = ELEMENTS[backend.numerics.backend];
  const values = new Float32Array(elements);
  for (let at = 0; at < elements; at++) values[at] = at % 251;
  const seconds = await quickest(
    backend,
    {
      shape: [elements],
      values,
      link: elementwise,
      lengths: [2, 18],
      plain: (one, other) => tf.maximum(one, other),
    },
    share,
  );
  const arrayBytes = values.byteLength;
  return { arrayBytes, gigabytesPerSecond: (3 * arrayBytes) / seconds / 1e9 };
}
