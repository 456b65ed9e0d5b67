import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormed, Kernels } from '../model/kernels';

/**
 * TensorFlow's own kernel, which goes over the values once for both moments. Its variance is divided by one less than
 * the count (Bessel's correction), which is taken back here.
 */
function batchNorm(
  backend: NodeJSKernelBackend,
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  epsilon: number,
): BatchNormed {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const forwardOnly = [...attributes, { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: 1 }];
  const channels = x.shape.at(-1)!;
  const picture = x.shape.length === 4 ? x : tf.reshape(x, [-1, 1, 1, channels]);
  const count = picture.size / channels;
  const moments: tf.Tensor[] = [];
  const normed = tf.customGrad((...inputs) => {
    const [given, scales, offsets] = inputs.slice(0, 3) as tf.Tensor[];
    const save = inputs[3] as tf.GradSaveFunc;
    const none = tf.tensor1d([]);
    const outputs = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      forwardOnly,
      [given!, scales!, offsets!, none, none],
      6,
    );
    const [y, mean, variance, ...reserved] = outputs;
    moments.push(tf.keep(mean!), tf.keep(variance!));
    save([given!, scales!, ...reserved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const all = backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5);
      for (const unused of all.slice(3)) unused.dispose();
      return all.slice(0, 3);
    };
    return { value: y!, gradFunc };
  });
  const y = normed(picture, scale, offset);
  // Kept through the scope that customGrad opens, and from here on like everything else.
  const [mean, unbiased] = moments.map((kept) => {
    const moment = tf.clone(kept);
    kept.dispose();
    return moment;
  });
  const variance = count > 1 ? tf.mul(unbiased!, (count - 1) / count) : unbiased!;
  return { y: tf.reshape(y, x.shape), mean: mean!, variance };
}

function uniform(backend: NodeJSKernelBackend, seed: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
  ];
  const size = tf.tensor1d([...shape], 'int32');
  return backend.executeSingleOutput('StatelessRandomUniform', attributes, [size, seed]) as tf.Tensor;
}

/** TensorFlow's kernels for what is made of many operations elsewhere. */
export const nativeKernels = (backend: NodeJSKernelBackend): Kernels => ({
  batchNorm: (x, scale, offset, epsilon) => batchNorm(backend, x, scale, offset, epsilon),
  uniform: (seed, shape) => uniform(backend, seed, shape),
  depthwiseConv2d: (x, kernel, strides, padding) => tf.depthwiseConv2d(x, kernel, strides, padding),
  avgPool: (x, size) => tf.avgPool(x, size, size, 'valid'),
});
