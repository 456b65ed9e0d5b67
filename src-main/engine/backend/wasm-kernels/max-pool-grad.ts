import type * as tf from '@tensorflow/tfjs-core';

/** Pictures as they lie in memory: [batch, height, width, channels]. */
interface Sizes {
  batch: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
}

/**
 * The gradient of max pooling over squares that do not overlap: dy goes to the first of the largest values of its
 * square. tfjs-backend-wasm's own kernel begins its search at the smallest positive number, so that squares without a
 * positive value get no gradient.
 *
 * @param x [batch, height, width, channels]
 * @param dy [batch, outHeight, outWidth, channels]
 */
export function maxPoolGradient(
  x: Float32Array,
  dy: Float32Array,
  { batch, height, width, channels, outHeight, outWidth }: Sizes,
  poolSize: number,
): Float32Array {
  const dx = new Float32Array(x.length);
  const row = width * channels;
  let at = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const corner = (sample * height + i * poolSize) * row + j * poolSize * channels;
        for (let channel = 0; channel < channels; channel++, at++) {
          let best = corner + channel;
          for (let p = 0; p < poolSize; p++) {
            for (let q = 0; q < poolSize; q++) {
              const here = corner + p * row + q * channels + channel;
              if (x[here]! > x[best]!) best = here;
            }
          }
          dx[best] = dy[at]!;
        }
      }
    }
  }
  return dx;
}

export const poolSizeOf = ({ filterSize }: tf.MaxPoolGradAttrs): number =>
  typeof filterSize === 'number' ? filterSize : filterSize[0];

/** Whether squares lie side by side, as the layers' do: what the gradient above is for. */
export const isTiling = ({ filterSize, strides, pad }: tf.MaxPoolGradAttrs): boolean => {
  const [rows, columns] = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize;
  const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
  return pad === 'valid' && rows === columns && down === rows && across === columns;
};
