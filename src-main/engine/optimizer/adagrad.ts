import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, type OptimizerRule } from './update';

type Adagrad = Extract<Optimizer, { name: 'adagrad' }>;

/** optax.adagrad (Duchi et al. 2011): s ← s + g², direction g / sqrt(s + ε), none where s is 0. */
export function adagradRule({ initialAccumulator, epsilon }: Adagrad): OptimizerRule {
  return {
    slots: ['sum'],
    initialSlot: initialAccumulator,
    scalarsAt: (_step, learningRate) => [learningRate],
    update({ weight, gradient, slots, scalars, decay }) {
      const sum = tf.add(slots[0]!, tf.square(gradient));
      // Where the sum is 0 the gradient is too, so nothing needs to be left out.
      const direction = tf.mul(gradient, tf.rsqrt(tf.add(sum, epsilon)));
      return { weight: moved(weight, direction, scalars[0]!, decay), slots: [sum] };
    },
  };
}
