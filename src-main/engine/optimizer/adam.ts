import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, runningMean, type OptimizerRule, type UpdateInput } from './update';

type Adam = Extract<Optimizer, { name: 'adam' | 'adamw' }>;

/** 1 − βᵗ, what the running means of the first steps lack. */
export const correction = (beta: number, step: number): number => 1 - beta ** step;

/** Adam's direction and new slots, which LAMB goes on from: slots m and v, scalars rate and the two corrections. */
export function adamDirection(
  { beta1, beta2, epsilon }: Pick<Adam, 'beta1' | 'beta2' | 'epsilon'>,
  { gradient, slots, scalars }: UpdateInput,
): { direction: tf.Tensor; slots: tf.Tensor[] } {
  const [, correction1, correction2] = scalars;
  const m = runningMean(slots[0]!, gradient, beta1);
  const v = runningMean(slots[1]!, tf.square(gradient), beta2);
  const deviation = tf.add(tf.sqrt(tf.div(v, correction2!)), epsilon);
  return { direction: tf.div(tf.div(m, correction1!), deviation), slots: [m, v] };
}

/** The learning rate and the corrections of both means. */
export const adamScalars =
  ({ beta1, beta2 }: Pick<Adam, 'beta1' | 'beta2'>): OptimizerRule['scalarsAt'] =>
  (step, learningRate) => [learningRate, correction(beta1, step), correction(beta2, step)];

/**
 * Adam as optax has it (Kingma and Ba 2014, https://arxiv.org/abs/1412.6980), without `eps_root`, and AdamW:
 *
 *     m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
 *     direction = (m / (1 − β₁ᵗ)) / (sqrt(v / (1 − β₂ᵗ)) + ε)
 *
 * Epsilon is added after the bias correction, other than in TensorFlow's own kernel.
 */
export const adamRule = (optimizer: Adam): OptimizerRule => ({
  slots: ['m', 'v'],
  initialSlot: 0,
  scalarsAt: adamScalars(optimizer),
  update(input) {
    const { direction, slots } = adamDirection(optimizer, input);
    return { weight: moved(input.weight, direction, input.scalars[0]!, input.decay), slots };
  },
});
