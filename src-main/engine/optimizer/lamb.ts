import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '@shared/spec/optimizer';
import { adamDirection, adamScalars } from './adam';
import type { OptimizerRule } from './update';

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
export const lambRule = (optimizer: Lamb): OptimizerRule => ({
  slots: ['m', 'v'],
  initialSlot: 0,
  scalarsAt: adamScalars(optimizer),
  update(input) {
    const { weight, scalars, decay } = input;
    const { direction: adam, slots } = adamDirection(optimizer, input);
    const direction = decay === 0 ? adam : tf.add(adam, tf.mul(weight, decay));
    const scaled = tf.mul(direction, trustRatio(weight, direction));
    return { weight: tf.sub(weight, tf.mul(scaled, scalars[0]!)), slots };
  },
});
