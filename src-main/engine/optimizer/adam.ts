import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, runningMean, type OptimizerRule } from './update';

type Adam = Extract<Optimizer, { name: 'adam' | 'adamw' }>;

/** 1 − βᵗ, what the running means of the first steps lack. */
export const correction = (beta: number, step: number): number => 1 - beta ** step;

/**
 * Adam as optax has it (Kingma and Ba 2014, https://arxiv.org/abs/1412.6980), without `eps_root`, and AdamW:
 *
 *     m ← β₁·m + (1 − β₁)·g        v ← β₂·v + (1 − β₂)·g²
 *     direction = (m / (1 − β₁ᵗ)) / (sqrt(v / (1 − β₂ᵗ)) + ε)
 *
 * Epsilon is added after the bias correction, other than in TensorFlow's own kernel.
 */
export function adamRule({ beta1, beta2, epsilon }: Adam): OptimizerRule {
  return {
    slots: ['m', 'v'],
    initialSlot: 0,
    scalarsAt: (step, learningRate) => [learningRate, correction(beta1, step), correction(beta2, step)],
    update({ weight, gradient, slots, scalars, decay }) {
      const [rate, correction1, correction2] = scalars;
      const m = runningMean(slots[0]!, gradient, beta1);
      const v = runningMean(slots[1]!, tf.square(gradient), beta2);
      const deviation = tf.add(tf.sqrt(tf.div(v, correction2!)), epsilon);
      const direction = tf.div(tf.div(m, correction1!), deviation);
      return { weight: moved(weight, direction, rate!, decay), slots: [m, v] };
    },
  };
}
