import { sizeOf } from '../model/shape';
import type { Layer } from '../spec/layer';
import { ACTIVATIONS } from './activations';
import { batchNorm, layerNorm, normalization } from './norms';
import { each, type Arrays, type Sample } from './sample';
import { averagePool, convolve, depthwise, globalAverage, maxPool } from './windows';

/** The epsilon of the norms inside a residual block, as in training. */
const BLOCK_EPSILON = 1e-5;

/** A model as it stands in the page. */
export interface PageModel {
  layers: readonly Layer[];
  /** of one sample */
  inputShape: readonly number[];
  /** by their name in a checkpoint: `layers.0.kernel` */
  arrays: ReadonlyMap<string, Float32Array>;
}

/** Adds the bias, where there is one, and bends what comes out. */
function finished(x: Sample, arrays: Arrays, layer: Extract<Layer, { useBias: boolean }>): Sample {
  const bend = ACTIVATIONS[layer.activation];
  if (!layer.useBias) return layer.activation === 'linear' ? x : each(x, bend);
  const bias = arrays('bias');
  return each(x, (value, at) => bend(value + bias[at % bias.length]!));
}

function dense({ values }: Sample, kernel: Float32Array, units: number): Sample {
  const sums = new Float64Array(units);
  for (let input = 0; input < values.length; input++) {
    const value = values[input]!;
    if (value === 0) continue;
    for (let unit = 0; unit < units; unit++) sums[unit]! += value * kernel[input * units + unit]!;
  }
  return { shape: [units], values: Float32Array.from(sums) };
}

function residualBlock(layer: Extract<Layer, { type: 'residualBlock' }>, x: Sample, arrays: Arrays): Sample {
  const { filters, kernelSize, strides } = layer;
  const convolved = (from: Sample, which: string, norm: string, size: number, stride: number) => {
    const window = { kernelSize: size, strides: stride, padding: 'same' as const };
    return batchNorm(
      convolve(from, arrays(`${which}.kernel`), filters, window),
      arrays,
      BLOCK_EPSILON,
      `${norm}.`,
    );
  };
  const first = each(convolved(x, 'conv1', 'norm1', kernelSize, strides), ACTIVATIONS.relu);
  const second = convolved(first, 'conv2', 'norm2', kernelSize, 1);
  const isProjected = strides > 1 || x.shape[2] !== filters;
  const shortcut = isProjected ? convolved(x, 'projection', 'projectionNorm', 1, strides) : x;
  return each(second, (value, at) => ACTIVATIONS.relu(value + shortcut.values[at]!));
}

function through(layer: Layer, x: Sample, arrays: Arrays): Sample {
  switch (layer.type) {
    case 'flatten':
      return { shape: [sizeOf(x.shape)], values: x.values };
    case 'dense':
      return finished(dense(x, arrays('kernel'), layer.units), arrays, layer);
    case 'conv2d':
      return finished(convolve(x, arrays('kernel'), layer.filters, layer), arrays, layer);
    case 'depthwiseConv2d':
      return finished(depthwise(x, arrays('kernel'), layer), arrays, layer);
    case 'residualBlock':
      return residualBlock(layer, x, arrays);
    case 'maxPool2d':
      return maxPool(x, layer.poolSize);
    case 'avgPool2d':
      return averagePool(x, layer.poolSize);
    case 'globalAvgPool2d':
      return globalAverage(x);
    case 'normalization':
      return normalization(x, arrays);
    case 'batchNorm':
      return batchNorm(x, arrays, layer.epsilon);
    case 'layerNorm':
      return layerNorm(x, arrays, layer.epsilon);
    case 'dropout':
      return x;
    case 'activation':
      return each(x, ACTIVATIONS[layer.activation]);
  }
}

/**
 * One sample through the model, in plain JavaScript.
 *
 * @param inputs as the first layer takes them: pictures as 0 to 1
 * @returns what comes out of the last layer
 */
export function forward({ layers, inputShape, arrays }: PageModel, inputs: Float32Array): Float32Array {
  let x: Sample = { shape: inputShape, values: inputs };
  for (const [index, layer] of layers.entries()) {
    x = through(layer, x, (name) => {
      const array = arrays.get(`layers.${index}.${name}`);
      if (array === undefined) throw new Error(`the model has no array called layers.${index}.${name}`);
      return array;
    });
  }
  return x.values;
}
