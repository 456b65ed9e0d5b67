import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import type { WrittenLayer } from '@shared/spec/layer';
import type { ExportedModel } from '../src-main/engine/export/exported-model';
import { randomExportedModel } from './exported-model';

const pictures: DatasetInput = { type: 'pictures', shape: [16, 12, 3] };
const rows: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'age', missing: 4, fill: 'median' },
    { type: 'category', name: 'town', categories: ['Ávila', 'Bern', 'Cork'], missing: 1 },
    { type: 'number', name: 'height', missing: 0, fill: 'mean' },
  ],
};
const classes: DatasetTarget = { type: 'classes', names: ['ape', 'bee', 'cat', 'dog'] };
const values: DatasetTarget = { type: 'values', names: ['price', 'weight'] };
const scale = { mean: [12.5, -1], deviation: [4, 0.5] };

const activated = { activation: 'relu' } as const;
const last = (units: number): WrittenLayer => ({ type: 'dense', units });

/** One model of each kind that people train here, with random weights and running means. */
export const TRIAL_MODELS: Record<string, () => ExportedModel> = {
  'an MLP': () =>
    randomExportedModel({
      input: pictures,
      target: classes,
      layers: [{ type: 'flatten' }, { type: 'dense', units: 32, ...activated }, last(4)],
    }),
  'a CNN with batch norm and dropout': () =>
    randomExportedModel({
      input: pictures,
      target: classes,
      layers: [
        { type: 'normalization' },
        { type: 'conv2d', filters: 6, useBias: false },
        { type: 'batchNorm' },
        { type: 'activation' },
        { type: 'maxPool2d' },
        { type: 'depthwiseConv2d', strides: 2, activation: 'silu' },
        { type: 'conv2d', filters: 8, kernelSize: 1, padding: 'valid', activation: 'gelu' },
        { type: 'flatten' },
        { type: 'dropout' },
        { type: 'dense', units: 12, activation: 'tanh' },
        { type: 'layerNorm' },
        last(4),
      ],
    }),
  'a residual CNN': () =>
    randomExportedModel({
      input: pictures,
      target: classes,
      layers: [
        { type: 'conv2d', filters: 8, ...activated },
        { type: 'residualBlock', filters: 8 },
        { type: 'residualBlock', filters: 12, strides: 2 },
        { type: 'avgPool2d' },
        { type: 'globalAvgPool2d' },
        last(4),
      ],
    }),
  'a classifier of rows': () =>
    randomExportedModel({
      input: rows,
      target: classes,
      layers: [
        { type: 'normalization' },
        { type: 'dense', units: 16, ...activated },
        { type: 'batchNorm' },
        { type: 'dropout' },
        last(4),
      ],
    }),
  'a regressor of rows': () =>
    randomExportedModel({
      input: rows,
      target: values,
      scale,
      layers: [{ type: 'normalization' }, { type: 'dense', units: 16, activation: 'silu' }, last(2)],
    }),
};
