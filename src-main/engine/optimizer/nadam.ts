import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { correction } from './adam';
import { moved, runningMean, type OptimizerRule } from './update';

type Nadam = Extract<Optimizer, { name: 'nadam' }>;

/**
 * Adam with Nesterov's momentum (Dozat 2016) as optax.nadam: in place of m / (1 − β₁ᵗ) stands
 * β₁·m / (1 − β₁ᵗ⁺¹) + (1 − β₁)·g / (1 − β₁ᵗ).
 */
export function nadamRule({ beta1, beta2, epsilon }: Nadam): OptimizerRule {
  return {
    slots: ['m', 'v'],
    initialSlot: 0,
    scalarsAt: (step, learningRate) => [
      learningRate,
      correction(beta1, step),
      correction(beta1, step + 1),
      correction(beta2, step),
    ],
    update({ weight, gradient, slots, scalars, decay }) {
      const [rate, now1, next1, now2] = scalars;
      const m = runningMean(slots[0]!, gradient, beta1);
      const v = runningMean(slots[1]!, tf.square(gradient), beta2);
      const mean = tf.add(tf.div(tf.mul(m, beta1), next1!), tf.div(tf.mul(gradient, 1 - beta1), now1!));
      const direction = tf.div(mean, tf.add(tf.sqrt(tf.div(v, now2!)), epsilon));
      return { weight: moved(weight, direction, rate!, decay), slots: [m, v] };
    },
  };
}
