import { z } from 'zod';
import { layerSchema, type Layer } from '../spec/layer';
import {
  isBlock,
  kerasChain,
  kerasLayerSchema,
  kerasNameOf,
  type KerasBlock,
  type KerasLayer,
  type KerasPart,
} from './keras-graph';

const listSchema = z.union([
  z.array(kerasLayerSchema),
  z.object({ layers: z.array(kerasLayerSchema) }).transform(({ layers }) => layers),
]);
/** What TensorFlow.js and Keras write of a model. */
const modelSchema = z.object({ class_name: z.string(), config: z.unknown() });
const topologySchema = z.union([
  modelSchema,
  z.object({ model_config: modelSchema }).transform(({ model_config: config }) => config),
]);

const pairSchema = z
  .union([z.number(), z.tuple([z.number(), z.number()]), z.tuple([z.number()])])
  .transform((value) => (typeof value === 'number' ? [value, value] : [value[0], value[1] ?? value[0]]));
const ACTIVATION_NAMES: Record<string, string> = { swish: 'silu' };
const isPassed = (part: KerasPart, isLast: boolean): boolean => {
  if (isBlock(part)) return false;
  const { class_name: name, config } = part;
  const isSoftmax = name === 'Softmax' || (name === 'Activation' && config['activation'] === 'softmax');
  return name === 'InputLayer' || (isLast && isSoftmax);
};

/** A layer that ours have none of; the message says which and why. */
class NoSuchLayer extends Error {}

export interface KerasLayers {
  layers: Layer[];
  /** by what Keras calls a layer, which its arrays' names begin with: how those of ours do, as in `layers.3.conv1` */
  prefixes: Map<string, string>;
  /** one sentence each */
  notes: string[];
}

type Config = KerasLayer['config'];

function same(config: Config, field: string, isFit: (value: number) => boolean, words: string): number {
  const pair = pairSchema.safeParse(config[field]);
  if (!pair.success || pair.data[0] !== pair.data[1] || !isFit(pair.data[0]!)) throw new NoSuchLayer(words);
  return pair.data[0]!;
}

const activationOf = (config: Config, isLast: boolean, notes: string[]): string => {
  const name = typeof config['activation'] === 'string' ? config['activation'] : 'linear';
  if (name === 'softmax' && isLast) {
    notes.push('Its softmax at the end is left out: the loss has it.');
    return 'linear';
  }
  return ACTIVATION_NAMES[name] ?? name;
};

const isLastChannels = ({ data_format: format }: Config) => {
  if (format === 'channels_first') throw new NoSuchLayer('its channels come first');
};

function poolOf(config: Config): number {
  isLastChannels(config);
  const size = same(config, 'pool_size', () => true, 'its window is no square');
  const strides = config['strides'] ?? config['pool_size'];
  same({ strides }, 'strides', (its) => its === size, 'its strides are not its window');
  if (config['padding'] === 'same') throw new NoSuchLayer('it pads');
  return size;
}

function windowOf(config: Config) {
  isLastChannels(config);
  same({ rate: config['dilation_rate'] ?? 1 }, 'rate', (its) => its === 1, 'it is dilated');
  if (typeof config['groups'] === 'number' && config['groups'] !== 1) throw new NoSuchLayer('it has groups');
  return {
    kernelSize: same(config, 'kernel_size', () => true, 'its window is no square'),
    strides: same({ strides: config['strides'] ?? 1 }, 'strides', () => true, 'its strides differ'),
    padding: config['padding'] ?? 'valid',
    useBias: config['use_bias'] ?? true,
  };
}

function layerOf(className: string, config: Config, isLast: boolean, notes: string[]): unknown {
  const activation = () => activationOf(config, isLast, notes);
  switch (className) {
    case 'Dense':
      return {
        type: 'dense',
        units: config['units'],
        useBias: config['use_bias'] ?? true,
        activation: activation(),
      };
    case 'Conv2D':
      return { type: 'conv2d', filters: config['filters'], ...windowOf(config), activation: activation() };
    case 'DepthwiseConv2D':
      if ((config['depth_multiplier'] ?? 1) !== 1) throw new NoSuchLayer('it has several windows a channel');
      return { type: 'depthwiseConv2d', ...windowOf(config), activation: activation() };
    case 'MaxPooling2D':
      return { type: 'maxPool2d', poolSize: poolOf(config) };
    case 'AveragePooling2D':
      return { type: 'avgPool2d', poolSize: poolOf(config) };
    case 'GlobalAveragePooling2D':
      isLastChannels(config);
      return { type: 'globalAvgPool2d' };
    case 'BatchNormalization':
      if (config['center'] === false || config['scale'] === false)
        throw new NoSuchLayer('it lacks scale or offset');
      return { type: 'batchNorm', momentum: config['momentum'] ?? 0.99, epsilon: config['epsilon'] ?? 1e-3 };
    case 'LayerNormalization':
      if (config['center'] === false || config['scale'] === false)
        throw new NoSuchLayer('it lacks scale or offset');
      return { type: 'layerNorm', epsilon: config['epsilon'] ?? 1e-3 };
    case 'Dropout':
      return { type: 'dropout', rate: config['rate'] };
    case 'Activation':
      return { type: 'activation', activation: activation() };
    case 'ReLU':
      if (typeof config['max_value'] === 'number') throw new NoSuchLayer('it is cut off above');
      return { type: 'activation', activation: 'relu' };
    case 'Flatten':
      isLastChannels(config);
      return { type: 'flatten' };
    default:
      throw new NoSuchLayer('Trainyard has no such layer');
  }
}

/** The epsilon of the norms inside a residual block. */
const BLOCK_EPSILON = 1e-5;

/** @throws NoSuchLayer where it is another one than ours */
function residualBlockOf({ conv1, norm1, conv2, norm2, projection }: KerasBlock): unknown {
  const convolutions = [conv1, conv2, ...(projection ? [projection.conv] : [])];
  const norms = [norm1, norm2, ...(projection ? [projection.norm] : [])];
  const windows = convolutions.map(({ config }) => windowOf(config));
  const [first, second, third] = windows;
  const filters = conv1.config['filters'];
  const momentum = norm1.config['momentum'] ?? 0.99;
  const isOurs =
    convolutions.every(({ config }) => config['filters'] === filters) &&
    convolutions.every(({ config }) => (config['activation'] ?? 'linear') === 'linear') &&
    windows.every(({ padding, useBias }) => padding === 'same' && useBias === false) &&
    second!.kernelSize === first!.kernelSize &&
    second!.strides === 1 &&
    (third === undefined || (third.kernelSize === 1 && third.strides === first!.strides)) &&
    norms.every(({ config }) => (config['momentum'] ?? 0.99) === momentum) &&
    norms.every(({ config }) => config['epsilon'] === BLOCK_EPSILON) &&
    norms.every(({ config }) => config['center'] !== false && config['scale'] !== false);
  if (!isOurs) throw new NoSuchLayer('the residual block that it begins is built otherwise than ours');
  const { kernelSize, strides } = first!;
  return { type: 'residualBlock', filters, kernelSize, strides, momentum };
}

function blockPrefixes({ conv1, norm1, conv2, norm2, projection }: KerasBlock): [KerasLayer, string][] {
  const shortcut: [KerasLayer, string][] = projection
    ? [
        [projection.conv, 'projection'],
        [projection.norm, 'projectionNorm'],
      ]
    : [];
  return [[conv1, 'conv1'], [norm1, 'norm1'], [conv2, 'conv2'], [norm2, 'norm2'], ...shortcut];
}

/** The parts that a model is, one after the other, or one sentence. */
function partsOf({ class_name: kind, config }: z.infer<typeof modelSchema>): KerasPart[] | string {
  if (kind === 'Functional' || kind === 'Model') return kerasChain(config);
  if (kind !== 'Sequential')
    return `Its model is a ${kind.slice(0, 40)}, and only sequential and functional ones are taken over with their layers.`;
  const list = listSchema.safeParse(config);
  return list.success ? list.data : 'The file does not say what layers its model has.';
}

/**
 * A Keras or TensorFlow.js model's layers as ours.
 *
 * @returns one sentence that names the first layer that ours have none of, where there is one
 */
export function kerasLayers(topology: unknown): KerasLayers | string {
  const model = topologySchema.safeParse(topology);
  if (!model.success) return 'The file does not say what layers its model has.';
  const parts = partsOf(model.data);
  if (typeof parts === 'string') return parts;
  if (parts.length > 200) return 'The file does not say what layers its model has.';
  const counting = parts.filter((part, at) => !isPassed(part, at === parts.length - 1));
  const found: KerasLayers = { layers: [], prefixes: new Map(), notes: [] };
  for (const [index, part] of counting.entries()) {
    const [{ class_name: className, config }, name] = isBlock(part)
      ? [part.conv1, kerasNameOf(part.conv1)]
      : [part, kerasNameOf(part)];
    const called = `Its layer "${name.slice(0, 60)}" (${className.slice(0, 40)}) has no equal here`;
    try {
      const isLast = index === counting.length - 1;
      const written: unknown = isBlock(part)
        ? residualBlockOf(part)
        : layerOf(className, config, isLast, found.notes);
      const layer = layerSchema.safeParse(written);
      if (!layer.success) {
        const field = layer.error.issues[0]?.path.join('.') ?? '';
        return `${called}: its ${field} is none that Trainyard has.`;
      }
      found.layers.push(layer.data);
      const its: [KerasLayer, string][] = isBlock(part) ? blockPrefixes(part) : [[part, '']];
      for (const [layerOfIt, inBlock] of its)
        found.prefixes.set(kerasNameOf(layerOfIt), `layers.${index}${inBlock === '' ? '' : `.${inBlock}`}`);
    } catch (error) {
      if (error instanceof NoSuchLayer) return `${called}: ${error.message}.`;
      throw error;
    }
  }
  if (found.layers.length === 0) return 'Its model has no layers.';
  return found;
}
