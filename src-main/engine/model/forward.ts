import * as tf from '@tensorflow/tfjs-core';
import type { Activation, Layer } from '@shared/spec/layer';
import { everyNthPosition } from './every-nth-position';

const ACTIVATIONS: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/**
 * A convolution. Windows of one pixel with a stride read every so many positions and nothing else, so those are
 * taken out first: oneDNN 3.x writes past its buffer in the gradient of a strided 1×1 convolution with few channels
 * (https://github.com/uxlfoundation/oneDNN/issues/6035), which corrupts the heap.
 */
function convolve(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: number,
  padding: 'same' | 'valid',
): tf.Tensor4D {
  const pointwise = kernel.shape[0] === 1 && kernel.shape[1] === 1 && strides > 1;
  if (pointwise) return tf.conv2d(everyNthPosition(x, strides), kernel, 1, 'valid');
  return tf.conv2d(x, kernel, strides, padding);
}

/** Weights by their name in a checkpoint: `layers.0.kernel`. */
export type NamedTensors = ReadonlyMap<string, tf.Tensor>;

/**
 * Runs a batch through a model.
 *
 * @param x [batch, height, width, channels], scaled as in training
 * @returns logits, [batch, classes]
 */
export function forward(layers: readonly Layer[], weights: NamedTensors, x: tf.Tensor): tf.Tensor2D {
  const weight = (index: number, role: string): tf.Tensor => {
    const tensor = weights.get(`layers.${index}.${role}`);
    if (tensor === undefined) throw new Error(`the model has no weights called layers.${index}.${role}`);
    return tensor;
  };
  let value = x;
  for (const [index, layer] of layers.entries()) {
    switch (layer.type) {
      case 'flatten':
        value = tf.reshape(value, [value.shape[0]!, -1]);
        break;
      case 'dense': {
        const product = tf.matMul(value as tf.Tensor2D, weight(index, 'kernel') as tf.Tensor2D);
        value = ACTIVATIONS[layer.activation](tf.add(product, weight(index, 'bias')));
        break;
      }
      case 'conv2d': {
        const kernel = weight(index, 'kernel') as tf.Tensor4D;
        const convolved = convolve(value as tf.Tensor4D, kernel, layer.strides, layer.padding);
        value = ACTIVATIONS[layer.activation](tf.add(convolved, weight(index, 'bias')));
        break;
      }
      case 'maxPool2d':
        value = tf.maxPool(value as tf.Tensor4D, layer.poolSize, layer.poolSize, 'valid');
        break;
    }
  }
  return value as tf.Tensor2D;
}
