import { describeModel, sizeOf } from '@shared/model/describe';
import type { Layer } from '@shared/spec/layer';
import { DataType } from '../../compile/data-type';
import type { Graph, Port } from '../../compile/graph';
import type { ExportedModel } from '../exported-model';
import { GraphWriter } from './graph-writer';

/** Names of what goes in and comes out. */
export const INPUT = 'inputs';
export const OUTPUT = 'outputs';

/** The epsilon of the norms inside a residual block, as in training. */
const BLOCK_EPSILON = 1e-5;
/** Keras's least deviation that is divided by. */
const LEAST_DEVIATION = 1e-7;

/** A model's forward pass, of any number of samples at once. */
export interface ForwardGraph {
  graph: Graph;
  /** with −1 for the batch */
  inputShape: readonly number[];
  outputShape: readonly number[];
}

/** By running mean and variance: (x − mean) · scale / √(variance + ε) + bias, the factor worked out beforehand. */
function batchNorm(writer: GraphWriter, x: Port, prefix: string, epsilon: number): Port {
  const { values: scale, shape } = writer.values(`${prefix}scale`);
  const { values: variance } = writer.values(`${prefix}var`);
  const factors = scale.map((value, at) => value / Math.sqrt(variance[at]! + epsilon));
  const centred = writer.binary('Sub', x, writer.array(`${prefix}mean`));
  const scaled = writer.binary('Mul', centred, writer.named(`${prefix}factor`, shape, factors));
  return writer.binary('AddV2', scaled, writer.array(`${prefix}bias`));
}

function layerNorm(writer: GraphWriter, x: Port, prefix: string, epsilon: number): Port {
  const centred = writer.binary('Sub', x, writer.mean(x, [-1], true));
  const variance = writer.mean(writer.unary('Square', centred), [-1], true);
  const factor = writer.unary('Rsqrt', writer.binary('AddV2', variance, writer.graph.scalar(epsilon)));
  const scaled = writer.binary('Mul', writer.binary('Mul', centred, factor), writer.array(`${prefix}scale`));
  return writer.binary('AddV2', scaled, writer.array(`${prefix}bias`));
}

function normalization(writer: GraphWriter, x: Port, prefix: string, isRow: boolean): Port {
  const whole = isRow ? writer.filled(x, writer.array(`${prefix}fill`)) : x;
  const { values: variance, shape } = writer.values(`${prefix}variance`);
  const deviation = variance.map((value) => Math.max(Math.sqrt(value), LEAST_DEVIATION));
  const centred = writer.binary('Sub', whole, writer.array(`${prefix}mean`));
  return writer.binary('RealDiv', centred, writer.named(`${prefix}deviation`, shape, deviation));
}

function residualBlock(
  writer: GraphWriter,
  { strides, filters }: Extract<Layer, { type: 'residualBlock' }>,
  x: Port,
  channels: number,
  prefix: string,
): Port {
  const convolved = (from: Port, which: string, norm: string, stride: number) => {
    const kernel = writer.array(`${prefix}${which}.kernel`);
    const y = writer.conv2d(from, kernel, { strides: stride, padding: 'same' });
    return batchNorm(writer, y, `${prefix}${norm}.`, BLOCK_EPSILON);
  };
  const first = writer.unary('Relu', convolved(x, 'conv1', 'norm1', strides));
  const second = convolved(first, 'conv2', 'norm2', 1);
  const isProjected = strides > 1 || channels !== filters;
  const shortcut = isProjected ? convolved(x, 'projection', 'projectionNorm', strides) : x;
  return writer.unary('Relu', writer.binary('AddV2', second, shortcut));
}

/** @param arrives shape of what flows in, without the batch */
function through(writer: GraphWriter, layer: Layer, x: Port, arrives: readonly number[], index: number) {
  const prefix = `layers.${index}.`;
  const biased = (y: Port, useBias: boolean) =>
    useBias ? writer.binary('AddV2', y, writer.array(`${prefix}bias`)) : y;
  switch (layer.type) {
    case 'flatten':
      return writer.reshape(x, [-1, sizeOf(arrives)]);
    case 'dense': {
      const product = writer.matMul(x, writer.array(`${prefix}kernel`));
      return writer.activation(layer.activation, biased(product, layer.useBias));
    }
    case 'conv2d': {
      const y = writer.conv2d(x, writer.array(`${prefix}kernel`), layer);
      return writer.activation(layer.activation, biased(y, layer.useBias));
    }
    case 'depthwiseConv2d': {
      const y = writer.depthwiseConv2d(x, writer.array(`${prefix}kernel`), layer);
      return writer.activation(layer.activation, biased(y, layer.useBias));
    }
    case 'residualBlock':
      return residualBlock(writer, layer, x, arrives.at(-1)!, prefix);
    case 'maxPool2d':
      return writer.pool('MaxPool', x, layer.poolSize);
    case 'avgPool2d':
      return writer.pool('AvgPool', x, layer.poolSize);
    case 'globalAvgPool2d':
      return writer.mean(x, [1, 2], false);
    case 'normalization':
      return normalization(writer, x, prefix, arrives.length === 1);
    case 'batchNorm':
      return batchNorm(writer, x, prefix, layer.epsilon);
    case 'layerNorm':
      return layerNorm(writer, x, prefix, layer.epsilon);
    case 'dropout':
      return x;
    case 'activation':
      return writer.activation(layer.activation, x);
  }
}

/** The forward pass as a TensorFlow graph from `inputs` to `outputs`, with the weights as constants of their own names. */
export function forwardGraph({ spec, inputShape, weights }: ExportedModel): ForwardGraph {
  const writer = new GraphWriter(weights);
  const batched = [-1, ...inputShape];
  const type = DataType.float32;
  let x = writer.graph.node('Placeholder', [], { dtype: { type }, shape: { shape: batched } }, INPUT);
  const described = describeModel(spec.model.layers, inputShape);
  for (const [index, layer] of spec.model.layers.entries()) {
    x = through(writer, layer, x, described.layers[index]!.inputShape, index);
  }
  writer.unary('Identity', x, OUTPUT);
  return { graph: writer.graph, inputShape: batched, outputShape: [-1, ...described.outputShape] };
}
