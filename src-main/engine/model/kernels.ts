import * as tf from '@tensorflow/tfjs-core';
import { slidOver } from '@shared/model/shape';
import { paddingOf } from '@shared/model/padding-of';
import { everyNthPosition } from './every-nth-position';
import { statelessUniform } from '../random/stateless-uniform';

/** Values by mean and variance of their batch, which come with them; no gradient flows through those two. */
export interface BatchNormed {
  y: tf.Tensor;
  /** [channels] */
  mean: tf.Tensor;
  /** [channels], divided by the count, not by one less */
  variance: tf.Tensor;
}

/** What a backend may have better kernels for than TensorFlow.js offers. */
export interface Kernels {
  /** y = (x − mean) / sqrt(variance + ε) · scale + offset over all axes but the last (Ioffe and Szegedy 2015) */
  batchNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): BatchNormed;
  /**
   * Numbers in [0, 1) that are a function of the seed alone.
   *
   * @param seed [2], int32
   */
  uniform(seed: tf.Tensor, shape: readonly number[]): tf.Tensor;
  /** @param kernel [height, width, channels, 1] */
  depthwiseConv2d(
    x: tf.Tensor4D,
    kernel: tf.Tensor4D,
    strides: number,
    padding: 'same' | 'valid',
  ): tf.Tensor4D;
  /** Means of squares that do not overlap; what is left over at the edges is left out. */
  avgPool(x: tf.Tensor4D, size: number): tf.Tensor4D;
}

const channelsLast = (x: tf.Tensor): number[] => x.shape.slice(0, -1).map((_, axis) => axis);

function batchNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): BatchNormed {
  const axes = channelsLast(x);
  const mean = tf.mean(x, axes);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), axes);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  return { y: tf.add(tf.mul(centred, factor), offset), mean, variance };
}

function uniform(seed: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const [a, b] = seed.dataSync();
  return tf.tensor(statelessUniform(a!, b!, shape), [...shape]);
}

/** The sum over the window's places of shifted pictures times the weights of that place. */
function depthwiseConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: number,
  padding: 'same' | 'valid',
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = kernel.shape;
  const vertical = paddingOf(height, rows, strides, padding);
  const horizontal = paddingOf(width, columns, strides, padding);
  const padded = tf.pad4d(x, [[0, 0], vertical, horizontal, [0, 0]]);
  const outHeight = (slidOver(height, rows, strides, padding) - 1) * strides + 1;
  const outWidth = (slidOver(width, columns, strides, padding) - 1) * strides + 1;
  const terms: tf.Tensor[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const shifted = tf.slice4d(padded, [0, row, column, 0], [batch, outHeight, outWidth, channels]);
      const weights = tf.reshape(tf.slice4d(kernel, [row, column, 0, 0], [1, 1, channels, 1]), [channels]);
      terms.push(tf.mul(strides > 1 ? everyNthPosition(shifted, strides) : shifted, weights));
    }
  }
  return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Tensor4D;
}

function avgPool(x: tf.Tensor4D, size: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = Math.floor(height / size);
  const columns = Math.floor(width / size);
  const whole = tf.slice4d(x, [0, 0, 0, 0], [batch, rows * size, columns * size, channels]);
  const overRows = tf.mean(tf.reshape(whole, [batch * rows, size, columns * size * channels]), 1);
  const overBoth = tf.mean(tf.reshape(overRows, [batch * rows * columns, size, channels]), 1);
  return tf.reshape(overBoth, [batch, rows, columns, channels]);
}

/** Made of operations that every backend has, gradients included. */
export const plainKernels: Kernels = { batchNorm, uniform, depthwiseConv2d, avgPool };
