import * as tf from '@tensorflow/tfjs-core';

/** keras.backend.epsilon(), the least deviation that is divided by. */
const EPSILON = 1e-7;

/**
 * Keras's Normalization: (x − mean) / max(√variance, ε). In rows of a table, what is not a number is filled in first;
 * pictures have nothing missing.
 *
 * @param x [batch, …, channels]
 * @param arrays [channels] each
 */
export function normalized(
  x: tf.Tensor,
  { mean, variance, fill }: Record<'mean' | 'variance' | 'fill', tf.Tensor>,
): tf.Tensor {
  const whole = x.rank === 2 ? tf.where(tf.isNaN(x), tf.broadcastTo(fill, x.shape), x) : x;
  return tf.div(tf.sub(whole, mean), tf.maximum(tf.sqrt(variance), EPSILON));
}
