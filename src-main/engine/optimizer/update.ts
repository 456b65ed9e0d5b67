import * as tf from '@tensorflow/tfjs-core';

/** What an update of one array is worked out from. */
export interface UpdateInput {
  weight: tf.Tensor;
  gradient: tf.Tensor;
  /** what the optimizer keeps for this array, in the order of the rule's slots */
  slots: readonly tf.Tensor[];
  /** the step's numbers as scalars, in the order of `scalarsAt` */
  scalars: readonly tf.Tensor[];
  /** the decoupled weight decay of this array; 0 is none */
  decay: number;
}

export interface Update {
  weight: tf.Tensor;
  slots: tf.Tensor[];
}

/** An optimizer as a pure function of one array's state: the plain step runs it, the compiled one traces it. */
export interface OptimizerRule {
  /** arrays that are kept for each trained one, by the name that checkpoints put in front of it */
  slots: readonly string[];
  /** what all values of a slot start as */
  initialSlot: number;
  /**
   * Numbers that differ from step to step, the learning rate first; bias corrections are worked out in double
   * precision.
   *
   * @param step counted from 1
   */
  scalarsAt(step: number, learningRate: number): number[];
  update(input: UpdateInput): Update;
}

/** decay · old + (1 − decay) · now */
export const runningMean = (old: tf.Tensor, now: tf.Tensor, decay: number): tf.Tensor =>
  tf.add(tf.mul(old, decay), tf.mul(now, 1 - decay));

/** w − rate · (direction + decay · w): decoupled weight decay (Loshchilov and Hutter 2017). */
export function moved(weight: tf.Tensor, direction: tf.Tensor, rate: tf.Tensor, decay: number): tf.Tensor {
  const whole = decay === 0 ? direction : tf.add(direction, tf.mul(weight, decay));
  return tf.sub(weight, tf.mul(whole, rate));
}
