import * as tf from '@tensorflow/tfjs-core';
import { isFrozen, type Layer } from '@shared/spec/layer';
import { ACTIVATIONS } from './activations';
import { convolve } from './convolve';
import { testing, type ForwardMode } from './forward-mode';
import { batchNorm, layerNorm } from './norm';
import { normalized } from './normalized';

/** A model's arrays by their name in a checkpoint: `layers.0.kernel`. */
export type NamedTensors = ReadonlyMap<string, tf.Tensor>;

/** The epsilon of the norms inside a residual block: Flax's default. */
const BLOCK_EPSILON = 1e-5;

/** One layer's place in a model. */
class Place {
  constructor(
    readonly weights: NamedTensors,
    readonly mode: ForwardMode,
    /** of the names of its arrays */
    readonly prefix: string,
  ) {}

  array(name: string): tf.Tensor {
    const tensor = this.weights.get(`${this.prefix}${name}`);
    if (tensor === undefined) throw new Error(`the model has no array called ${this.prefix}${name}`);
    return tensor;
  }

  kernel(name = 'kernel'): tf.Tensor4D {
    return this.array(name) as tf.Tensor4D;
  }

  biased(x: tf.Tensor, useBias: boolean): tf.Tensor {
    return useBias ? tf.add(x, this.array('bias')) : x;
  }

  norm(x: tf.Tensor, epsilon: number, momentum: number, inner = ''): tf.Tensor {
    const arrays = {
      scale: this.array(`${inner}scale`),
      bias: this.array(`${inner}bias`),
      mean: this.array(`${inner}mean`),
      variance: this.array(`${inner}var`),
    };
    return batchNorm(x, arrays, { epsilon, momentum }, `${this.prefix}${inner}`, this.mode);
  }
}

function residualBlock(layer: Extract<Layer, { type: 'residualBlock' }>, x: tf.Tensor4D, place: Place) {
  const { strides, filters, momentum } = layer;
  const norm = (value: tf.Tensor, inner: string) => place.norm(value, BLOCK_EPSILON, momentum, inner);
  const first = tf.relu(norm(convolve(x, place.kernel('conv1.kernel'), strides, 'same'), 'norm1.'));
  const second = norm(convolve(first as tf.Tensor4D, place.kernel('conv2.kernel'), 1, 'same'), 'norm2.');
  const isProjected = strides > 1 || x.shape[3] !== filters;
  const shortcut = isProjected
    ? norm(convolve(x, place.kernel('projection.kernel'), strides, 'same'), 'projectionNorm.')
    : x;
  return tf.relu(tf.add(second, shortcut));
}

/**
 * Runs a batch through a model.
 *
 * @param x [batch, height, width, channels], scaled as in training
 * @returns logits, [batch, classes]
 */
export function forward(
  layers: readonly Layer[],
  weights: NamedTensors,
  x: tf.Tensor,
  mode: ForwardMode,
): tf.Tensor2D {
  let value = x;
  let dropouts = 0;
  const through = (layer: Layer, place: Place): tf.Tensor => {
    const picture = value as tf.Tensor4D;
    switch (layer.type) {
      case 'flatten':
        return tf.reshape(value, [value.shape[0]!, -1]);
      case 'dense': {
        const product = tf.matMul(value as tf.Tensor2D, place.array('kernel') as tf.Tensor2D);
        return ACTIVATIONS[layer.activation](place.biased(product, layer.useBias));
      }
      case 'conv2d': {
        const convolved = convolve(picture, place.kernel(), layer.strides, layer.padding);
        return ACTIVATIONS[layer.activation](place.biased(convolved, layer.useBias));
      }
      case 'depthwiseConv2d': {
        const { strides, padding } = layer;
        const convolved = mode.kernels.depthwiseConv2d(picture, place.kernel(), strides, padding);
        return ACTIVATIONS[layer.activation](place.biased(convolved, layer.useBias));
      }
      case 'residualBlock':
        return residualBlock(layer, picture, place);
      case 'maxPool2d':
        return tf.maxPool(picture, layer.poolSize, layer.poolSize, 'valid');
      case 'avgPool2d':
        return mode.kernels.avgPool(picture, layer.poolSize);
      case 'globalAvgPool2d':
        return tf.mean(picture, [1, 2]);
      case 'normalization': {
        const arrays = {
          mean: place.array('mean'),
          variance: place.array('variance'),
          fill: place.array('fill'),
        };
        return normalized(value, arrays);
      }
      case 'batchNorm':
        return place.norm(value, layer.epsilon, layer.momentum);
      case 'layerNorm':
        return layerNorm(value, { scale: place.array('scale'), bias: place.array('bias') }, layer.epsilon);
      case 'dropout': {
        const index = dropouts++;
        if (!mode.training || layer.rate === 0) return value;
        const seed = mode.seeds[index];
        if (seed === undefined) throw new Error('a dropout layer was given no seed');
        const kept = tf.greaterEqual(mode.kernels.uniform(seed, value.shape), layer.rate);
        return tf.mul(value, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - layer.rate)));
      }
      case 'activation':
        return ACTIVATIONS[layer.activation](value);
    }
  };
  for (const [index, layer] of layers.entries()) {
    // A frozen norm neither follows the batch nor moves its running means, as in Keras.
    const its = isFrozen(layer) ? testing(mode.kernels) : mode;
    value = through(layer, new Place(weights, its, `layers.${index}.`));
    if (mode.training) mode.watch?.(index, value);
  }
  return value as tf.Tensor2D;
}
