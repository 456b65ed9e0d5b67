import type { DatasetSummary } from '../contract/dataset';
import type { Shape } from '../model/shape';
import type { Layer, LayerType } from './layer';
import type { Mend, Problem } from './problem';

/** What the checks need to know of a dataset. */
export type CheckedDataset = Pick<DatasetSummary, 'name' | 'shape' | 'classes' | 'trainCount'> &
  Partial<Pick<DatasetSummary, 'testCount' | 'validationCount' | 'classCounts' | 'input' | 'target'>>;

const whole = new Intl.NumberFormat('en');
export const number = (value: number): string => whole.format(value);
export const shown = (shape: Shape): string => shape.map(number).join(' × ');

/** A small number such as a learning rate, without the noise of binary fractions. */
export const small = (value: number): string => String(Number(value.toPrecision(3)));

/** Bytes as "1.2 GB". */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

type Value = Mend['changes'][number]['value'];

export const set = (label: string, path: string, value: Value): Mend => ({
  label,
  changes: [{ path, value }],
});

export const error = (path: string, message: string, ...mends: Mend[]): Problem => ({
  severity: 'error',
  path,
  message,
  mends,
});

export const warning = (path: string, message: string, ...mends: Mend[]): Problem => ({
  severity: 'warning',
  path,
  message,
  mends,
});

/** What sentences call the layers. */
export const LAYER_NAMES: Record<LayerType, string> = {
  dense: 'dense',
  conv2d: 'convolution',
  depthwiseConv2d: 'depthwise convolution',
  residualBlock: 'residual block',
  maxPool2d: 'max pool',
  avgPool2d: 'average pool',
  globalAvgPool2d: 'global average pool',
  batchNorm: 'batch norm',
  layerNorm: 'layer norm',
  dropout: 'dropout',
  activation: 'activation',
  flatten: 'flatten',
  normalization: 'normalization',
};

export const layerName = (layers: readonly Layer[], index: number): string =>
  `Layer ${index + 1} (${LAYER_NAMES[layers[index]!.type]})`;
