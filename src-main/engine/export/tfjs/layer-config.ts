import type { Activation, Layer } from '@shared/spec/layer';
import type { NamedArray } from '../../checkpoint/safetensors';

/** A layer of a TensorFlow.js layers model, and the arrays that it takes, in the order in which it takes them. */
export interface KerasLayer {
  className: string;
  config: Record<string, unknown>;
  /** by TensorFlow.js's name of them: `kernel` */
  weights: { name: string; array: Pick<NamedArray, 'shape' | 'values'> }[];
}

type Arrays = (name: string) => NamedArray;

/** Keras's least deviation that is divided by. */
const LEAST_DEVIATION = 1e-7;

/** TensorFlow.js's names; `gelu_new`, which it does not read back, is the tanh form. */
const ACTIVATIONS: Record<Activation, string> = {
  linear: 'linear',
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  gelu: 'gelu_new',
  silu: 'swish',
};

export const kernelAndBias = (arrays: Arrays, useBias: boolean, kernel = 'kernel', prefix = '') => [
  { name: kernel, array: arrays(`${prefix}kernel`) },
  ...(useBias ? [{ name: 'bias', array: arrays(`${prefix}bias`) }] : []),
];

export function activationOf(activation: Activation): KerasLayer {
  return { className: 'Activation', config: { activation: ACTIVATIONS[activation] }, weights: [] };
}

/** @param prefix of its arrays within the layer */
export function batchNormOf(
  arrays: Arrays,
  { epsilon, momentum }: { epsilon: number; momentum: number },
  prefix = '',
): KerasLayer {
  return {
    className: 'BatchNormalization',
    config: { axis: -1, epsilon, momentum, center: true, scale: true },
    weights: [
      { name: 'gamma', array: arrays(`${prefix}scale`) },
      { name: 'beta', array: arrays(`${prefix}bias`) },
      { name: 'moving_mean', array: arrays(`${prefix}mean`) },
      { name: 'moving_variance', array: arrays(`${prefix}var`) },
    ],
  };
}

/** Pictures by mean and variance alone: a batch norm without scale and offset says the same. */
function normalizationOf(arrays: Arrays): KerasLayer {
  const { shape, values } = arrays('variance');
  const variance = values.map((value) => Math.max(Math.sqrt(value), LEAST_DEVIATION) ** 2);
  return {
    className: 'BatchNormalization',
    config: { axis: -1, epsilon: 0, center: false, scale: false, trainable: false },
    weights: [
      { name: 'moving_mean', array: arrays('mean') },
      { name: 'moving_variance', array: { shape, values: variance } },
    ],
  };
}

interface Window {
  kernelSize: number;
  strides: number;
  padding: 'same' | 'valid';
}

const windowConfig = ({ kernelSize, strides, padding }: Window) => ({
  kernel_size: [kernelSize, kernelSize],
  strides: [strides, strides],
  padding,
  data_format: 'channels_last',
  dilation_rate: [1, 1],
});

export const convolutionOf = (window: Window, filters: number, rest: Record<string, unknown>) => ({
  className: 'Conv2D',
  config: { filters, ...windowConfig(window), ...rest },
});

const poolOf = (className: string, size: number): KerasLayer => ({
  className,
  config: { pool_size: [size, size], strides: [size, size], padding: 'valid', data_format: 'channels_last' },
  weights: [],
});

/**
 * The layer of TensorFlow.js that computes the same. Residual blocks are several, see `residual-topology.ts`.
 *
 * @param arrays those of this layer, by their name within it
 */
export function kerasLayerOf(layer: Exclude<Layer, { type: 'residualBlock' }>, arrays: Arrays): KerasLayer {
  switch (layer.type) {
    case 'flatten':
      return { className: 'Flatten', config: {}, weights: [] };
    case 'dense': {
      const { units, useBias, activation } = layer;
      return {
        className: 'Dense',
        config: { units, use_bias: useBias, activation: ACTIVATIONS[activation] },
        weights: kernelAndBias(arrays, useBias),
      };
    }
    case 'conv2d': {
      const { filters, useBias, activation } = layer;
      const rest = { use_bias: useBias, activation: ACTIVATIONS[activation] };
      return { ...convolutionOf(layer, filters, rest), weights: kernelAndBias(arrays, useBias) };
    }
    case 'depthwiseConv2d': {
      const { useBias, activation } = layer;
      return {
        className: 'DepthwiseConv2D',
        config: {
          ...windowConfig(layer),
          depth_multiplier: 1,
          use_bias: useBias,
          activation: ACTIVATIONS[activation],
        },
        weights: kernelAndBias(arrays, useBias, 'depthwise_kernel'),
      };
    }
    case 'maxPool2d':
      return poolOf('MaxPooling2D', layer.poolSize);
    case 'avgPool2d':
      return poolOf('AveragePooling2D', layer.poolSize);
    case 'globalAvgPool2d':
      return { className: 'GlobalAveragePooling2D', config: { data_format: 'channels_last' }, weights: [] };
    case 'normalization':
      return normalizationOf(arrays);
    case 'batchNorm':
      return batchNormOf(arrays, layer);
    case 'layerNorm':
      return {
        className: 'LayerNormalization',
        config: { axis: -1, epsilon: layer.epsilon, center: true, scale: true },
        weights: [
          { name: 'gamma', array: arrays('scale') },
          { name: 'beta', array: arrays('bias') },
        ],
      };
    case 'dropout':
      return { className: 'Dropout', config: { rate: layer.rate }, weights: [] };
    case 'activation':
      return activationOf(layer.activation);
  }
}
