import fc from 'fast-check';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import {
  sparseSoftmaxCrossEntropy,
  withNativeGradients,
} from '../../../../src-main/engine/compile/native-gradients';
import { trace } from '../../../../src-main/engine/compile/trace';
import { nativeReady } from '../native-ready';

describe.skipIf(!nativeReady)("TensorFlow's own gradients", () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = (await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' })).native!;
  });
  /** TensorFlow takes numbers below the normal ones for 0. */
  const number = fc.float({ min: -4, max: 4, noNaN: true }).map((x) => (Math.abs(x) < 1e-37 ? 0 : x));
  const values = fc.array(number, { minLength: 1, maxLength: 20 });

  it('ReLU lets the gradient through where its output is more than 0, and nowhere else', () => {
    const reluGrad = (numbers: readonly number[]) =>
      tf.tidy(() => {
        const dy = tf.tensor1d(numbers.map((_, i) => 1 + i));
        return [
          ...tf
            .grad((x) => tf.relu(x))(tf.tensor1d([...numbers]), dy)
            .dataSync(),
        ];
      });
    fc.assert(
      fc.property(values, (some) => {
        const numbers = [...some, 0, -0, 1e-30];
        const wanted = numbers.map((x, i) => (x > 0 ? 1 + i : 0));
        expect(withNativeGradients(native, () => reluGrad(numbers))).toEqual(wanted);
        expect(reluGrad(numbers)).toEqual(wanted);
      }),
      { numRuns: 20 },
    );
  });

  it('ReLU is one kernel there, and what it was afterwards, even when the body throws', () => {
    const original = tf.getGradient('Relu');
    const x = tf.tensor1d([1, -1]);
    const [view] = withNativeGradients(native, () =>
      trace(native, () => [tf.grad((given) => tf.relu(given))(x)], new Map([['x', x]]), []),
    );
    expect(view!.value).toMatchObject({ kind: 'op', op: 'ReluGrad' });
    expect(tf.getGradient('Relu')).toEqual(original);
    expect(() =>
      withNativeGradients(native, () => {
        throw new Error('in the body');
      }),
    ).toThrow('in the body');
    expect(tf.getGradient('Relu')).toEqual(original);
    x.dispose();
  });

  it('softmax cross-entropy is log Σ exp(z) − z of the label, its gradient softmax(z) − one-hot', () => {
    const row = fc.array(fc.double({ min: -80, max: 80, noNaN: true }), { minLength: 4, maxLength: 4 });
    const rows = fc.array(fc.tuple(row, fc.nat(3)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, (given) => {
        const [losses, gradient] = tf.tidy(() => {
          const z = tf.tensor2d(given.map(([logits]) => logits));
          const labels = tf.tensor1d(
            given.map(([, label]) => label),
            'int32',
          );
          const each = (logits: tf.Tensor) =>
            sparseSoftmaxCrossEntropy(native, logits as tf.Tensor2D, labels);
          // Each sample with a weight of its own, so that the chain rule is there too.
          const weights = tf.tensor1d(given.map((_, i) => 1 + i));
          return [
            each(z).dataSync(),
            tf
              .grad((logits) => each(logits))(z, weights)
              .dataSync(),
          ];
        });
        for (const [i, [logits, label]] of given.entries()) {
          const single = logits.map(Math.fround);
          const most = Math.max(...single);
          const sum = single.reduce((all, z) => all + Math.exp(z - most), 0);
          const loss = Math.log(sum) + most - single[label]!;
          expect(Math.abs(losses![i]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
          for (const [k, z] of single.entries()) {
            const wanted = (1 + i) * (Math.exp(z - most) / sum - (k === label ? 1 : 0));
            expect(Math.abs(gradient![4 * i + k]! - wanted)).toBeLessThan(1e-5 * (1 + i));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
