import * as tf from '@tensorflow/tfjs-core';
import { kernelTensor } from './kernel-tensor';

export type Conv2dGradientAttributes = Pick<
  tf.Conv2DBackpropFilterAttrs,
  'strides' | 'pad' | 'dimRoundingMode'
>;

type Conv2dInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** A picture with the zeros around it that a convolution sees. */
export function paddedFor({ padInfo }: Conv2dInfo, x: tf.TensorInfo): tf.Tensor4D {
  const picture = kernelTensor<tf.Tensor4D>(x);
  const { top, bottom, left, right } = padInfo;
  if (top + bottom + left + right === 0) return picture;
  return tf.pad(picture, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}
