import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@shared/spec/layer';

/** GELU by its tanh form, as Flax has it (Hendrycks and Gimpel 2016). */
function gelu(x: tf.Tensor): tf.Tensor {
  const cubed = tf.mul(x, tf.square(x));
  const inner = tf.mul(tf.add(x, tf.mul(cubed, 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

export const ACTIVATIONS: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  gelu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
};
