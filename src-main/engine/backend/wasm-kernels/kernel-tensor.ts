import * as tf from '@tensorflow/tfjs-core';

/**
 * A kernel's input as a tensor that ops take. Most are tensors already; where one is not, the new tensor
 * counts as one more user of its data, so that disposing of it frees nothing of the caller's.
 */
export function kernelTensor<T extends tf.Tensor>(info: tf.TensorInfo): T {
  if (info instanceof tf.Tensor) return info as T;
  tf.engine().backend.incRef(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info) as T;
}
