import type { LayerType } from '@shared/spec/layer';
import { ACTIVATION_NAMES, INITIALIZER_NAMES } from '../../format/training';
import { optionsOf, type Option } from './setting-field';

export interface LayerField {
  key: string;
  label: string;
  /** what it is for, in one line */
  hint: string;
  /** the values to choose from; a number is typed when there are none */
  options?: readonly Option[];
  isOptional?: boolean;
  isSwitch?: boolean;
  /** folded away: its default is right for nearly everyone */
  isFine?: boolean;
}

const activation: LayerField = {
  key: 'activation',
  label: 'Activation',
  hint: 'What each value is bent by before it flows on.',
  options: optionsOf(ACTIVATION_NAMES),
};
const filters: LayerField = { key: 'filters', label: 'Filters', hint: 'How many channels come out.' };
const kernelSize: LayerField = {
  key: 'kernelSize',
  label: 'Kernel',
  hint: 'The side of the window, in pixels.',
};
const strides: LayerField = {
  key: 'strides',
  label: 'Stride',
  hint: 'How far the window moves: 2 halves the picture.',
};
const padding: LayerField = {
  key: 'padding',
  label: 'Padding',
  hint: 'Same keeps the size of the picture, valid stays inside of it.',
  options: [
    { value: 'same', label: 'Same' },
    { value: 'valid', label: 'Valid' },
  ],
};
const poolSize: LayerField = { key: 'poolSize', label: 'Pool', hint: 'The side of each square, in pixels.' };
const epsilon: LayerField = {
  key: 'epsilon',
  label: 'Epsilon',
  hint: 'Added to the variance, so that nothing is divided by 0.',
};
const momentum: LayerField = {
  key: 'momentum',
  label: 'Norm momentum',
  hint: 'How slowly the running means follow the batches; they are used when tested.',
};
const useBias: LayerField = {
  key: 'useBias',
  label: 'Bias',
  hint: 'A value that is added to each output; of no use right before a batch norm.',
  isSwitch: true,
  isFine: true,
};
const initializer: LayerField = {
  key: 'initializer',
  label: 'First weights',
  hint: 'How weights are drawn at the start; He suits ReLU.',
  options: optionsOf(INITIALIZER_NAMES),
  isFine: true,
};

const frozen: LayerField = {
  key: 'frozen',
  label: 'Frozen',
  hint: 'Its weights stay as they are, for a run that begins with those of a checkpoint.',
  isSwitch: true,
  isFine: true,
};

export const LAYER_FIELDS: Record<LayerType, readonly LayerField[]> = {
  dense: [
    { key: 'units', label: 'Units', hint: 'How many values come out.' },
    {
      key: 'inputs',
      label: 'Expects',
      hint: 'How many values must arrive; empty takes what comes.',
      isOptional: true,
    },
    activation,
    initializer,
    useBias,
    frozen,
  ],
  conv2d: [filters, kernelSize, strides, padding, activation, initializer, useBias, frozen],
  depthwiseConv2d: [kernelSize, strides, padding, activation, initializer, useBias, frozen],
  residualBlock: [filters, kernelSize, strides, initializer, { ...momentum, isFine: true }, frozen],
  maxPool2d: [poolSize],
  avgPool2d: [poolSize],
  globalAvgPool2d: [],
  batchNorm: [{ ...momentum, label: 'Momentum' }, epsilon, frozen],
  layerNorm: [epsilon, frozen],
  dropout: [{ key: 'rate', label: 'Rate', hint: 'The share of values left out, 0.1 to 0.5 most often.' }],
  activation: [activation],
  flatten: [],
  normalization: [],
};

export const LAYER_SUMMARIES: Record<LayerType, string> = {
  dense: 'every value meets every unit',
  conv2d: 'a small window slid over a picture',
  depthwiseConv2d: 'a small window for each channel alone',
  residualBlock: 'two convs, with a way past them',
  maxPool2d: 'keeps the strongest of each square',
  avgPool2d: 'keeps the mean of each square',
  globalAvgPool2d: 'one mean for each channel',
  batchNorm: 'evens channels out over the batch',
  layerNorm: 'evens each sample out by itself',
  dropout: 'leaves out values while it trains',
  activation: 'bends each value by itself',
  flatten: 'lays a picture out in a row',
  normalization: 'brings inputs to one scale, by the training samples',
};

/** The layers that can be added, in groups. */
export const LAYER_GROUPS: readonly { name: string; types: readonly LayerType[] }[] = [
  {
    name: 'Weights and activations',
    types: ['dense', 'conv2d', 'depthwiseConv2d', 'residualBlock', 'activation'],
  },
  { name: 'Size and shape', types: ['maxPool2d', 'avgPool2d', 'globalAvgPool2d', 'flatten'] },
  { name: 'Steadier training', types: ['normalization', 'batchNorm', 'layerNorm', 'dropout'] },
];

const isNamed = (value: unknown): value is { type: LayerType } & Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(LAYER_FIELDS, String(Reflect.get(value, 'type')));

export const layerTypeOf = (layer: unknown): LayerType | undefined =>
  isNamed(layer) ? layer.type : undefined;

/** A layer's settings in a few words: "3×3, 32, same, ReLU". */
export function layerWords(layer: unknown): string {
  if (!isNamed(layer)) return '';
  const named = (key: string) => {
    const value = layer[key];
    return value === null || value === undefined ? '…' : String(value);
  };
  const nameOf = (name: string) => new Map(Object.entries(ACTIVATION_NAMES)).get(name) ?? name;
  const activated = () => {
    const name = named('activation');
    return name === 'linear' || name === '…' ? [] : [nameOf(name)];
  };
  const square = (key: string) => `${named(key)}×${named(key)}`;
  const strided = () =>
    [1, undefined].includes(layer['strides'] as number) ? [] : [`stride ${named('strides')}`];
  const unbiased = () => (layer['useBias'] === false ? ['no bias'] : []);
  switch (layer.type) {
    case 'dense':
      return [named('units'), ...activated(), ...unbiased()].join(', ');
    case 'conv2d': {
      const its = [square('kernelSize'), named('filters'), ...strided(), named('padding'), ...activated()];
      return [...its, ...unbiased()].join(', ');
    }
    case 'depthwiseConv2d':
      return [square('kernelSize'), ...strided(), named('padding'), ...activated(), ...unbiased()].join(', ');
    case 'residualBlock':
      return [square('kernelSize'), named('filters'), ...strided()].join(', ');
    case 'maxPool2d':
    case 'avgPool2d':
      return square('poolSize');
    case 'dropout':
      return named('rate');
    case 'activation':
      return nameOf(named('activation'));
    case 'batchNorm':
    case 'layerNorm':
    case 'globalAvgPool2d':
    case 'flatten':
    case 'normalization':
      return '';
  }
}
