import * as tf from '@tensorflow/tfjs-core';

/**
 * Softmax cross-entropy of integer labels, in nats: `log Σⱼ exp(zⱼ) − z_label`, the same as optax's
 * `softmax_cross_entropy_with_integer_labels`. The largest logit is taken off first, so nothing overflows.
 *
 * @param logits [batch, classes]
 * @param oneHot [batch, classes], the labels
 * @returns [batch], the loss of each sample
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  const forward = tf.customGrad((z, save) => {
    const logProbabilities = tf.logSoftmax(z as tf.Tensor2D);
    (save as tf.GradSaveFunc)([logProbabilities]);
    const value = tf.neg(tf.sum(tf.mul(logProbabilities, oneHot), 1));
    // d loss / d z = softmax(z) − one-hot
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(tf.expandDims(dy, 1), tf.sub(tf.exp(saved[0]!), oneHot));
    return { value, gradFunc };
  });
  return forward(logits) as tf.Tensor1D;
}
