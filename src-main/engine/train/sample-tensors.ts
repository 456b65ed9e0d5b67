import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '@shared/model/describe';
import type { SampleArray } from './step-runner';

/** A batch of inputs: bytes 0 to 255 become 0 to 1, numbers stay as they are. */
export function inputTensor(inputs: SampleArray, shape: Shape): tf.Tensor {
  const batch = [inputs.length / sizeOf(shape), ...shape];
  return inputs instanceof Uint8Array
    ? tf.div(tf.tensor(Int32Array.from(inputs), batch, 'int32'), 255)
    : tf.tensor(inputs, batch);
}

/** Classes as [batch] int32; values and distributions as [batch, outputs]. */
export const targetTensor = (targets: SampleArray, rows: number): tf.Tensor =>
  targets instanceof Uint8Array
    ? tf.tensor1d(Int32Array.from(targets), 'int32')
    : tf.tensor(targets, [rows, targets.length / rows]);

/**
 * How many samples have the true class as their most likely one.
 *
 * @param targets classes [batch], or a distribution [batch, classes]
 */
export const countCorrect = (outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor =>
  tf.sum(
    tf.cast(tf.equal(tf.argMax(outputs, 1), targets.rank === 1 ? targets : tf.argMax(targets, 1)), 'int32'),
  );
