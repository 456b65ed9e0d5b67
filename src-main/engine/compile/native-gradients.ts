import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';

/**
 * While `body` runs, the gradient of ReLU is TensorFlow's own kernel: dx = dy where y > 0, else 0. tfjs
 * spells it with five ops (IsNan, Greater, Fill, Select, Mul) that say the same for every y that is a
 * number.
 */
export function withNativeGradients<T>(backend: NodeJSKernelBackend, body: () => T): T {
  const original = tf.getGradient('Relu');
  const type = [{ name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }];
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({
      x: () => backend.executeSingleOutput('ReluGrad', type, [dy as tf.Tensor, saved[0]!]),
    }),
  });
  try {
    return body();
  } finally {
    tf.unregisterGradient('Relu');
    tf.registerGradient(original);
  }
}

/**
 * Softmax cross-entropy of integer labels by TensorFlow's kernel, which computes loss and gradient in one
 * pass: loss[i] = log Σⱼ exp(zᵢⱼ) − zᵢ,label and d loss[i] / d z = softmax(z) − one-hot.
 *
 * @param logits [batch, classes]
 * @param labels [batch], int32
 * @returns [batch]
 */
export function sparseSoftmaxCrossEntropy(
  backend: NodeJSKernelBackend,
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): tf.Tensor1D {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'Tlabels', type: TF_ATTR_TYPE, value: TF_INT32 },
  ];
  const loss = tf.customGrad((z, save) => {
    const name = 'SparseSoftmaxCrossEntropyWithLogits';
    const [value, gradient] = backend.executeMultipleOutputs(name, attributes, [z as tf.Tensor, labels], 2);
    (save as tf.GradSaveFunc)([gradient!]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.expandDims(dy, 1), saved[0]!);
    return { value: value!, gradFunc };
  });
  return loss(logits) as tf.Tensor1D;
}
