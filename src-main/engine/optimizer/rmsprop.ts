import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, runningMean, type OptimizerRule } from './update';

type RmsProp = Extract<Optimizer, { name: 'rmsprop' }>;

/**
 * optax.rmsprop: n ← decay · n + (1 − decay) · g², direction d = g / sqrt(n + ε). With momentum the learning rate goes in
 * before the trace, as in optax: t ← momentum · t + rate · d, w ← w − t.
 */
export function rmspropRule({ decay: meanDecay, epsilon, momentum }: RmsProp): OptimizerRule {
  const hasTrace = momentum > 0;
  return {
    slots: hasTrace ? ['nu', 'trace'] : ['nu'],
    initialSlot: 0,
    scalarsAt: (_step, learningRate) => [learningRate],
    update({ weight, gradient, slots, scalars, decay }) {
      const [rate] = scalars;
      const nu = runningMean(slots[0]!, tf.square(gradient), meanDecay);
      const scaled = tf.mul(gradient, tf.rsqrt(tf.add(nu, epsilon)));
      if (!hasTrace) return { weight: moved(weight, scaled, rate!, decay), slots: [nu] };
      const trace = tf.add(tf.mul(slots[1]!, momentum), tf.mul(scaled, rate!));
      const decayed = decay === 0 ? weight : tf.sub(weight, tf.mul(tf.mul(weight, decay), rate!));
      return { weight: tf.sub(decayed, trace), slots: [nu, trace] };
    },
  };
}
