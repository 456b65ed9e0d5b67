import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { nativeKernels } from '../../../../src-main/engine/compile/native-kernels';
import { plainKernels, type Kernels } from '../../../../src-main/engine/model/kernels';
import { nativeReady } from '../native-ready';

/** The greatest difference, in terms of the greatest value: long sums are as large as they are long. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const greatest = Array.from(a).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) / greatest;
}
const values = (size: number, step: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * step) + 0.1 * (i % 3));

describe.skipIf(!nativeReady)("TensorFlow's kernels say the same as plain operations", () => {
  let native: Kernels;
  beforeAll(async () => {
    const backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
    native = nativeKernels(backend.native!);
  });
  /** Results and gradients with both. */
  const both = (run: (kernels: Kernels) => tf.Tensor[]) => {
    const [one, other] = [native, plainKernels].map((kernels) =>
      tf.tidy(() => run(kernels).map((tensor) => tensor.dataSync())),
    );
    return one!.map((array, i) => distance(array, other![i]!));
  };

  it.each([[[6, 7, 5, 3]], [[4, 1, 1, 5]], [[9, 4]], [[2, 17]]])('batch norm of %j', (shape) => {
    const channels = shape.at(-1)!;
    const before = tf.memory().numTensors;
    const apart = both((kernels) => {
      const x = tf.tensor(
        values(
          shape.reduce((a, b) => a * b),
          0.7,
        ),
        shape,
      );
      const scale = tf.tensor1d(values(channels, 1.3));
      const offset = tf.tensor1d(values(channels, 0.4));
      const weights = tf.tensor(values(x.size, 0.31), shape);
      const gradients = tf.grads((a, b, c) => tf.sum(tf.mul(kernels.batchNorm(a!, b!, c!, 1e-3).y, weights)))(
        [x, scale, offset],
      );
      const { y, mean, variance } = kernels.batchNorm(x, scale, offset, 1e-3);
      return [y, mean, variance, ...gradients];
    });
    for (const one of apart) expect(one).toBeLessThan(2e-4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [3, 1, 'same'],
    [3, 2, 'same'],
    [2, 3, 'valid'],
    [1, 2, 'same'],
  ] as const)('depthwise convolution %i by %i, %s', (size, strides, padding) => {
    const apart = both((kernels) => {
      const x = tf.tensor4d(values(3 * 7 * 9 * 2, 0.7), [3, 7, 9, 2]);
      const kernel = tf.tensor4d(values(size * size * 2, 1.1), [size, size, 2, 1]);
      const run = (a: tf.Tensor, b: tf.Tensor) =>
        kernels.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, padding);
      const gradients = tf.grads((a, b) => tf.sum(tf.square(run(a!, b!))))([x, kernel]);
      return [run(x, kernel), ...gradients];
    });
    for (const one of apart) expect(one).toBeLessThan(1e-5);
  });

  it('average pooling, edges left over', () => {
    const apart = both((kernels) => {
      const x = tf.tensor4d(values(3 * 7 * 9 * 2, 0.7), [3, 7, 9, 2]);
      const gradient = tf.grad((a) => tf.sum(tf.square(kernels.avgPool(a as tf.Tensor4D, 2))))(x);
      return [kernels.avgPool(x, 2), gradient];
    });
    for (const one of apart) expect(one).toBeLessThan(1e-5);
  });

  it('random numbers, bit for bit', () => {
    const apart = both((kernels) =>
      [
        [0, 1],
        [-7, 2 ** 31 - 1],
        [123_456_789, -1],
      ].map((seed) => kernels.uniform(tf.tensor1d(seed, 'int32'), [5, 13])),
    );
    expect(apart).toEqual([0, 0, 0]);
  });
});
