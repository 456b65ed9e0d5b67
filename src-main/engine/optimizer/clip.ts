import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';

/** The length of all gradients together: sqrt(Σ g²). */
export const globalNorm = (gradients: readonly tf.Tensor[]): tf.Tensor =>
  tf.sqrt(gradients.map((gradient) => tf.sum(tf.square(gradient))).reduce((sum, part) => tf.add(sum, part)));

/**
 * Cutting an infinite number down would hide that the run has diverged, so it becomes NaN: g · 0 is 0 for whatever is
 * a number, which changes no bit.
 */
const clippedByValue = (gradient: tf.Tensor, max: number): tf.Tensor =>
  tf.add(tf.clipByValue(gradient, -max, max), tf.mul(gradient, 0));

/**
 * Cuts gradients down: each number to [−max, max], or all of them by one factor so that their length is at most max
 * (Pascanu et al. 2012), as optax.clip and optax.clip_by_global_norm.
 */
export function clipGradients(clip: Optimizer['clip'], gradients: tf.Tensor[]): tf.Tensor[] {
  if (clip.by === 'none') return gradients;
  const { max } = clip;
  if (clip.by === 'value') return gradients.map((gradient) => clippedByValue(gradient, max));
  const factor = tf.div(max, tf.maximum(globalNorm(gradients), max));
  return gradients.map((gradient) => tf.mul(gradient, factor));
}
