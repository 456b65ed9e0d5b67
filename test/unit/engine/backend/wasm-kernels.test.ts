import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWasm } from '../../../../src-main/engine/backend/load-wasm';

beforeAll(() => loadWasm());

const values = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(seed + i * 1.3) + Math.cos(i * 0.7));

/** d (Σ out · weightOfOut) / d value by the definition, in double precision. */
function slowConv2dGradients(
  x: { data: Float32Array; shape: number[] },
  w: { data: Float32Array; shape: number[] },
  dy: { data: Float32Array; shape: number[] },
  stride: number,
  top: number,
  left: number,
) {
  const [batch, height, width, inputs] = x.shape as [number, number, number, number];
  const [rows, columns, , outputs] = w.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number];
  const dx = new Float64Array(x.data.length);
  const dw = new Float64Array(w.data.length);
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < outHeight; p++)
      for (let q = 0; q < outWidth; q++)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            const h = p * stride + i - top;
            const v = q * stride + j - left;
            if (h < 0 || v < 0 || h >= height || v >= width) continue;
            for (let c = 0; c < inputs; c++)
              for (let o = 0; o < outputs; o++) {
                const at = ((b * height + h) * width + v) * inputs + c;
                const of = ((i * columns + j) * inputs + c) * outputs + o;
                const g = dy.data[((b * outHeight + p) * outWidth + q) * outputs + o]!;
                dx[at]! += g * w.data[of]!;
                dw[of]! += g * x.data[at]!;
              }
          }
  return { dx, dw };
}

const small = (max: number) => fc.integer({ min: 1, max });

describe('on WebAssembly', () => {
  it('the gradients of a convolution are those of the definition', () => {
    fc.assert(
      fc.property(
        fc.record({
          batch: small(3),
          height: fc.integer({ min: 4, max: 8 }),
          width: fc.integer({ min: 4, max: 8 }),
          inputs: small(3),
          outputs: small(4),
          kernel: small(4),
          stride: small(2),
          padding: fc.constantFrom('same' as const, 'valid' as const),
          seed: fc.integer(),
        }),
        ({ batch, height, width, inputs, outputs, kernel, stride, padding, seed }) => {
          const xShape = [batch, height, width, inputs] as [number, number, number, number];
          const wShape = [kernel, kernel, inputs, outputs] as [number, number, number, number];
          const info = tf.backend_util.computeConv2DInfo(xShape, wShape, stride, 1, padding);
          const x = { data: values(batch * height * width * inputs, seed), shape: xShape };
          const w = { data: values(kernel * kernel * inputs * outputs, seed + 1), shape: wShape };
          const dyShape = info.outShape;
          const dy = {
            data: values(
              dyShape.reduce((a, b) => a * b, 1),
              seed + 2,
            ),
            shape: dyShape,
          };
          const tensors = tf.tidy(() => {
            const gradients = tf.grads((a, b) =>
              tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, padding),
            );
            return gradients(
              [tf.tensor4d(x.data, xShape), tf.tensor4d(w.data, wShape)],
              tf.tensor4d(dy.data, dyShape),
            );
          });
          const [dx, dw] = tensors.map((tensor) => tensor.dataSync());
          tf.dispose(tensors);
          const { top, left } = info.padInfo;
          const slow = slowConv2dGradients(x, w, dy, stride, top, left);
          for (const [i, value] of slow.dx.entries()) expect(dx![i]).toBeCloseTo(value, 3);
          for (const [i, value] of slow.dw.entries()) expect(dw![i]).toBeCloseTo(value, 3);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a product with a transposed factor is the same as by the definition', () => {
    fc.assert(
      fc.property(
        small(5),
        small(5),
        small(5),
        fc.boolean(),
        fc.boolean(),
        fc.integer(),
        (m, k, n, ta, tb, seed) => {
          const a = values(m * k, seed);
          const b = values(k * n, seed + 1);
          const product = tf.tidy(() =>
            tf.matMul(tf.tensor2d(a, ta ? [k, m] : [m, k]), tf.tensor2d(b, tb ? [n, k] : [k, n]), ta, tb),
          );
          const got = product.dataSync();
          product.dispose();
          for (let row = 0; row < m; row++)
            for (let column = 0; column < n; column++) {
              let sum = 0;
              for (let i = 0; i < k; i++) {
                sum += a[ta ? i * m + row : row * k + i]! * b[tb ? column * k + i : i * n + column]!;
              }
              expect(got[row * n + column]).toBeCloseTo(sum, 4);
            }
        },
      ),
    );
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor4d(values(2 * 6 * 6 * 2, 1), [2, 6, 6, 2]);
      const w = tf.tensor4d(values(3 * 3 * 2 * 4, 2), [3, 3, 2, 4]);
      tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'))([x, w]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
