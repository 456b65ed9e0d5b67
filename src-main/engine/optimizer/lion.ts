import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { moved, runningMean, type OptimizerRule } from './update';

type Lion = Extract<Optimizer, { name: 'lion' }>;

/** Not tf.sign: on WebAssembly that is 0 for numbers of 1e-7 and smaller. */
const signOf = (x: tf.Tensor): tf.Tensor =>
  tf.sub(tf.cast(tf.greater(x, 0), 'float32'), tf.cast(tf.less(x, 0), 'float32'));

/** optax.lion (Chen et al. 2023): direction sign(β₁·m + (1 − β₁)·g), then m ← β₂·m + (1 − β₂)·g. */
export function lionRule({ beta1, beta2 }: Lion): OptimizerRule {
  return {
    slots: ['m'],
    initialSlot: 0,
    scalarsAt: (_step, learningRate) => [learningRate],
    update({ weight, gradient, slots, scalars, decay }) {
      const direction = signOf(runningMean(slots[0]!, gradient, beta1));
      const m = runningMean(slots[0]!, gradient, beta2);
      return { weight: moved(weight, direction, scalars[0]!, decay), slots: [m] };
    },
  };
}
