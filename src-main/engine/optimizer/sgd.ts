import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, type OptimizerRule } from './update';

type Sgd = Extract<Optimizer, { name: 'sgd' }>;

/**
 * Stochastic gradient descent as optax.sgd: with momentum, t ← momentum · t + g, and the direction is t, or with
 * Nesterov's g + momentum · t (Sutskever et al. 2013).
 */
export function sgdRule({ momentum, nesterov }: Sgd): OptimizerRule {
  const hasTrace = momentum > 0;
  return {
    slots: hasTrace ? ['trace'] : [],
    initialSlot: 0,
    scalarsAt: (_step, learningRate) => [learningRate],
    update({ weight, gradient, slots, scalars, decay }) {
      const [rate] = scalars;
      if (!hasTrace) return { weight: moved(weight, gradient, rate!, decay), slots: [] };
      const trace = tf.add(tf.mul(slots[0]!, momentum), gradient);
      const direction = nesterov ? tf.add(tf.mul(trace, momentum), gradient) : trace;
      return { weight: moved(weight, direction, rate!, decay), slots: [trace] };
    },
  };
}
