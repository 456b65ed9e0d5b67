import * as tf from '@tensorflow/tfjs-core';
import { everyNthPosition } from './every-nth-position';
import { paddingOf } from '@shared/model/padding-of';

/**
 * A convolution. Windows of one pixel with a stride read every so many positions and nothing else, so those are
 * taken out first: oneDNN 3.x writes past its buffer in the gradient of a strided 1×1 convolution with few channels
 * (https://github.com/uxlfoundation/oneDNN/issues/6035), which corrupts the heap.
 *
 * @param x [batch, height, width, channels]
 * @param kernel [height, width, channels, filters]
 */
export function convolve(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: number,
  padding: 'same' | 'valid',
): tf.Tensor4D {
  const [rows, columns] = kernel.shape;
  const isPointwise = rows === 1 && columns === 1;
  if (isPointwise && strides > 1) return tf.conv2d(everyNthPosition(x, strides), kernel, 1, 'valid');
  // WebAssembly gives zeros where a window is narrower than its stride (https://github.com/tensorflow/tfjs/issues/5907).
  if (padding === 'same' && Math.min(rows, columns) < strides) {
    const vertical = paddingOf(x.shape[1], rows, strides, padding);
    const horizontal = paddingOf(x.shape[2], columns, strides, padding);
    return tf.conv2d(tf.pad4d(x, [[0, 0], vertical, horizontal, [0, 0]]), kernel, strides, 'valid');
  }
  return tf.conv2d(x, kernel, strides, padding);
}
