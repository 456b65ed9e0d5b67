import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { correction } from './adam';
import { runningMean, type OptimizerRule } from './update';

type Lamb = Extract<Optimizer, { name: 'lamb' }>;

/** |w| / |u| of one array, or 1 where either length is 0. */
function trustRatio(weight: tf.Tensor, direction: tf.Tensor): tf.Tensor {
  const length = (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x)));
  const [own, its] = [length(weight), length(direction)];
  const isZero = tf.equal(tf.mul(own, its), 0);
  // The division is made safe before the choice.
  const ratio = tf.div(own, tf.add(its, tf.cast(tf.equal(its, 0), 'float32')));
  return tf.where(isZero, tf.onesLike(ratio), ratio);
}

/** optax.lamb (You et al. 2019): Adam's direction with weight decay, as long as the array that it moves. */
export function lambRule({ beta1, beta2, epsilon }: Lamb): OptimizerRule {
  return {
    slots: ['m', 'v'],
    initialSlot: 0,
    scalarsAt: (step, learningRate) => [learningRate, correction(beta1, step), correction(beta2, step)],
    update({ weight, gradient, slots, scalars, decay }) {
      const [rate, correction1, correction2] = scalars;
      const m = runningMean(slots[0]!, gradient, beta1);
      const v = runningMean(slots[1]!, tf.square(gradient), beta2);
      const deviation = tf.add(tf.sqrt(tf.div(v, correction2!)), epsilon);
      const adam = tf.div(tf.div(m, correction1!), deviation);
      const direction = decay === 0 ? adam : tf.add(adam, tf.mul(weight, decay));
      const scaled = tf.mul(direction, trustRatio(weight, direction));
      return { weight: tf.sub(weight, tf.mul(scaled, rate!)), slots: [m, v] };
    },
  };
}
