import * as tf from '@tensorflow/tfjs-core';
import type { RunSpec } from '@shared/spec/run-spec';

/**
 * Adam as optax has it (Kingma & Ba 2014, https://arxiv.org/abs/1412.6980), without `eps_root`:
 *
 *     m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
 *     w ← w − rate · (m / (1 − β₁ᵗ)) / (sqrt(v / (1 − β₂ᵗ)) + ε)
 *
 * Epsilon is added after the bias correction, other than in TensorFlow's own kernel. The corrections are
 * worked out in double precision.
 */
export function applyAdam(
  { learningRate, beta1, beta2, epsilon }: RunSpec['optimizer'],
  step: number,
  weight: tf.Variable,
  m: tf.Variable,
  v: tf.Variable,
  gradient: tf.Tensor,
): void {
  tf.tidy(() => {
    const newM = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
    const newV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const mean = tf.div(newM, 1 - beta1 ** step);
    const deviation = tf.add(tf.sqrt(tf.div(newV, 1 - beta2 ** step)), epsilon);
    weight.assign(tf.sub(weight, tf.mul(tf.div(mean, deviation), learningRate)));
    m.assign(newM);
    v.assign(newV);
  });
}
