import * as tf from '@tensorflow/tfjs-core';
import { kernelTensor } from './kernel-tensor';
import { paddedFor, type Conv2dGradientAttributes } from './conv2d-padding';

/**
 * The gradient of a convolution with respect to its filter, which tfjs-backend-wasm 4.22 lacks:
 *
 *     dW[i, j, c, o] = Σ over b, p, q of X[b, s·p + i, s·q + j, c] · dY[b, p, q, o]
 *
 * That is a convolution again: X with channels and batch exchanged, [in, height, width, batch], is the
 * picture, dY as [p, q, batch, out] the filter, and the stride s its dilation. So XNNPACK's own convolution
 * does it, in one call.
 */
export function conv2dBackpropFilter(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  filterShape: [number, number, number, number],
  attributes: Conv2dGradientAttributes,
): tf.Tensor4D {
  return tf.tidy(() => {
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
    const { strideHeight, strideWidth, filterHeight, filterWidth } = info;
    const picture = tf.transpose(paddedFor(info, x), [3, 1, 2, 0]) as tf.Tensor4D;
    const filter = tf.transpose(kernelTensor<tf.Tensor4D>(dy), [1, 2, 0, 3]);
    const gradient = tf.conv2d(picture, filter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
    // Rows that a stride does not reach widen the picture, and with it the result.
    const { inChannels, outChannels } = info;
    const used = tf.slice(gradient, 0, [inChannels, filterHeight, filterWidth, outChannels]);
    return tf.transpose(used, [1, 2, 0, 3]) as tf.Tensor4D;
  });
}
