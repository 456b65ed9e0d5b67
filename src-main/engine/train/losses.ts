import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '@shared/spec/run-spec';

/** Per value, against targets of the same shape. */
type Elementwise = (outputs: tf.Tensor2D, targets: tf.Tensor2D) => tf.Tensor;

/**
 * −t · log σ(z) − (1 − t) · log(1 − σ(z)), written so that nothing overflows: max(z, 0) − z · t + log(1 + e^−|z|).
 * Its gradient is σ(z) − t. As optax.sigmoid_binary_cross_entropy.
 */
const binaryCrossEntropy: Elementwise = (outputs, targets) => {
  const loss = tf.customGrad((given, save) => {
    const z = given as tf.Tensor2D;
    // Saved, since the targets may be gone when the gradient is asked for.
    (save as tf.GradSaveFunc)([z, targets]);
    const overflow = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
    const value = tf.add(tf.sub(tf.relu(z), tf.mul(z, targets)), overflow);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(dy, tf.sub(tf.sigmoid(saved[0]!), saved[1]!));
    return { value, gradFunc };
  });
  return loss(outputs);
};

/** optax.huber_loss with delta 1: half the square near the target, a straight line farther away. */
const huber: Elementwise = (outputs, targets) => {
  const distance = tf.abs(tf.sub(outputs, targets));
  const near = tf.minimum(distance, 1);
  return tf.add(tf.mul(tf.square(near), 0.5), tf.sub(distance, near));
};

const ELEMENTWISE: Record<Exclude<Loss, 'softmax-cross-entropy'>, Elementwise> = {
  'binary-cross-entropy': binaryCrossEntropy,
  'mean-squared-error': (outputs, targets) => tf.square(tf.sub(outputs, targets)),
  'mean-absolute-error': (outputs, targets) => tf.abs(tf.sub(outputs, targets)),
  huber,
};

/**
 * Softmax cross-entropy, in nats: −Σⱼ tⱼ · log softmax(z)ⱼ, as optax.softmax_cross_entropy. The largest logit is
 * taken off first, so nothing overflows.
 *
 * @param logits [batch, classes]
 * @param targets [batch, classes], each row adds up to 1
 * @returns [batch], the loss of each sample
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D {
  const loss = tf.customGrad((z, save) => {
    const logProbabilities = tf.logSoftmax(z as tf.Tensor2D);
    (save as tf.GradSaveFunc)([logProbabilities, targets]);
    const value = tf.neg(tf.sum(tf.mul(logProbabilities, targets), 1));
    // d loss / d z = softmax(z) − t
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(tf.expandDims(dy, 1), tf.sub(tf.exp(saved[0]!), saved[1]!));
    return { value, gradFunc };
  });
  return loss(logits) as tf.Tensor1D;
}

/**
 * The loss of each sample. Losses other than softmax cross-entropy are means over the outputs, each compared with its
 * value; where the target is a class, with 1 for the true one and 0 for the others.
 *
 * @param labelSmoothing α: targets become (1 − α) · one-hot + α / classes (Szegedy et al. 2015), as
 *   optax.smooth_labels
 * @param logits [batch, outputs]
 * @param targets [batch], int32: classes; or [batch, outputs]: values, or the likelihood of each class
 * @returns [batch]
 */
export function lossOf(
  loss: Loss,
  labelSmoothing: number,
  logits: tf.Tensor2D,
  targets: tf.Tensor,
): tf.Tensor1D {
  const outputs = logits.shape[1];
  const likely =
    targets.rank === 1 ? tf.cast(tf.oneHot(targets as tf.Tensor1D, outputs), 'float32') : targets;
  const wanted = (
    labelSmoothing === 0 ? likely : tf.add(tf.mul(likely, 1 - labelSmoothing), labelSmoothing / outputs)
  ) as tf.Tensor2D;
  if (loss === 'softmax-cross-entropy') return softmaxCrossEntropy(logits, wanted);
  return tf.mean(ELEMENTWISE[loss](logits, wanted), 1) as tf.Tensor1D;
}
