import * as tf from '@tensorflow/tfjs-core';
import type { Conv2dGradientAttributes } from './conv2d-padding';
import { kernelTensor } from './kernel-tensor';

/**
 * The gradient of a convolution with respect to its input, for strides of one:
 *
 *     dX[b, h, w, c] = Σ over i, j, o of dY[b, h + top − i, w + left − j, o] · W[i, j, c, o]
 *
 * It is the convolution of dY, padded by what the filter reaches beyond its edge, with the filter turned by
 * 180° and its channels exchanged. tfjs-backend-wasm's own kernel walks element by element, some ten times
 * slower than XNNPACK's convolution.
 *
 * @returns undefined for other strides
 */
export function conv2dBackpropInput(
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: [number, number, number, number],
  attributes: Conv2dGradientAttributes,
): tf.Tensor4D | undefined {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape as [number, number, number, number],
    attributes.strides,
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  if (info.strideHeight !== 1 || info.strideWidth !== 1) return undefined;
  const { filterHeight, filterWidth, padInfo, inHeight, inWidth, outHeight, outWidth } = info;
  return tf.tidy(() => {
    const gradient = kernelTensor<tf.Tensor4D>(dy);
    const top = filterHeight - 1 - padInfo.top;
    const left = filterWidth - 1 - padInfo.left;
    const padded = tf.pad(gradient, [
      [0, 0],
      [top, inHeight + filterHeight - 1 - outHeight - top],
      [left, inWidth + filterWidth - 1 - outWidth - left],
      [0, 0],
    ]);
    const weights = kernelTensor<tf.Tensor4D>(filter);
    const turned = tf.transpose(tf.reverse(weights, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
    return tf.conv2d(padded, turned, 1, 'valid');
  });
}
