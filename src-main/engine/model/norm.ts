import * as tf from '@tensorflow/tfjs-core';
import type { ForwardMode } from './forward-mode';

/** The arrays of one norm. */
export interface NormArrays {
  scale: tf.Tensor;
  bias: tf.Tensor;
}

/**
 * Batch normalisation as Flax has it (Ioffe and Szegedy 2015): while training by the batch's own mean and variance,
 * from which running ones are kept, running ← momentum · running + (1 − momentum) · batch; else by the running ones.
 *
 * @param name of the arrays, up to `mean` and `var`
 */
export function batchNorm(
  x: tf.Tensor,
  { scale, bias, mean, variance }: NormArrays & { mean: tf.Tensor; variance: tf.Tensor },
  { epsilon, momentum }: { epsilon: number; momentum: number },
  name: string,
  mode: ForwardMode,
): tf.Tensor {
  if (!mode.training) {
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(tf.sub(x, mean), factor), bias);
  }
  const batch = mode.kernels.batchNorm(x, scale, bias, epsilon);
  const moved = (running: tf.Tensor, now: tf.Tensor) =>
    tf.keep(tf.add(tf.mul(running, momentum), tf.mul(now, 1 - momentum)));
  mode.updates.set(`${name}mean`, moved(mean, batch.mean));
  mode.updates.set(`${name}var`, moved(variance, batch.variance));
  return batch.y;
}

/** Layer normalisation over the channels of each position (Ba et al. 2016), as Flax has it. */
export function layerNorm(x: tf.Tensor, { scale, bias }: NormArrays, epsilon: number): tf.Tensor {
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), bias);
}
