import * as tf from '@tensorflow/tfjs-core';
import { conv2dBackpropFilter } from './conv2d-backprop-filter';
import { conv2dBackpropInput } from './conv2d-backprop-input';
import { kernelTensor } from './kernel-tensor';
import { isTiling, maxPoolGradient, poolSizeOf } from './max-pool-grad';

const backendName = 'wasm';

function required(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`the input ${name} is missing`);
  return tensor;
}

/** Puts a kernel in the place of the backend's own, which it is given to fall back on. */
function replaceKernel(kernelName: string, make: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const original = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...original, kernelName, backendName, kernelFunc: make(original.kernelFunc) });
}

function registerConv2dBackpropFilter(): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, dataFormat, ...rest } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      if (dataFormat !== 'NHWC') throw new Error('Conv2DBackpropFilter on WebAssembly knows NHWC only.');
      return conv2dBackpropFilter(required(inputs, 'x'), required(inputs, 'dy'), filterShape, rest);
    },
  });
}

function replaceConv2dBackpropInput(): void {
  replaceKernel('Conv2DBackpropInput', (original) => (parameters) => {
    const { inputs, attrs } = parameters;
    const { inputShape, dataFormat, ...rest } = attrs as unknown as tf.Conv2DBackpropInputAttrs;
    if (dataFormat !== 'NHWC') return original(parameters);
    const dx = conv2dBackpropInput(required(inputs, 'dy'), required(inputs, 'filter'), inputShape, rest);
    return dx ?? original(parameters);
  });
}

function replaceMaxPoolGrad(): void {
  replaceKernel('MaxPoolGrad', (original) => (parameters) => {
    const { inputs, attrs } = parameters;
    const attributes = attrs as unknown as tf.MaxPoolGradAttrs;
    if (!isTiling(attributes)) return original(parameters);
    const x = kernelTensor<tf.Tensor4D>(required(inputs, 'input'));
    const dy = kernelTensor<tf.Tensor4D>(required(inputs, 'dy'));
    const [batch, height, width, channels] = x.shape;
    const [, outHeight, outWidth] = dy.shape;
    const sizes = { batch, height, width, channels, outHeight, outWidth };
    const dx = maxPoolGradient(
      x.dataSync<'float32'>(),
      dy.dataSync<'float32'>(),
      sizes,
      poolSizeOf(attributes),
    );
    return tf.tensor4d(dx, x.shape);
  });
}

/**
 * Products with a transposed factor take a slow way in the backend: transposing it first costs less than a
 * tenth of what the fast way then saves.
 */
function replaceBatchMatMul(): void {
  replaceKernel('BatchMatMul', (original) => (parameters) => {
    const { inputs, attrs } = parameters;
    const { transposeA, transposeB } = attrs as unknown as tf.BatchMatMulAttrs;
    if (!transposeA && !transposeB) return original(parameters);
    const turned = (name: string, transpose: boolean) => {
      const tensor = kernelTensor(required(inputs, name));
      const order = [...tensor.shape.keys()];
      return transpose ? tf.transpose(tensor, [...order.slice(0, -2), order.at(-1)!, order.at(-2)!]) : tensor;
    };
    return tf.tidy(() => {
      const product = original({
        ...parameters,
        inputs: { a: turned('a', transposeA), b: turned('b', transposeB) },
        attrs: { ...attrs, transposeA: false, transposeB: false },
      });
      return tf.engine().makeTensorFromTensorInfo(Array.isArray(product) ? product[0]! : product);
    });
  });
}

/** What training needs and the backend lacks, or does much slower than it could. */
export function registerTrainingKernels(): void {
  registerConv2dBackpropFilter();
  replaceConv2dBackpropInput();
  replaceBatchMatMul();
  replaceMaxPoolGrad();
}
