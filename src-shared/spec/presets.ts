import { runSpecSchema, type RunSpec } from './run-spec';
import type { WrittenLayer } from './layer';

export const PRESET_IDS = ['mlp', 'cnn', 'resnet'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** What a preset needs to know of a dataset. */
export interface PresetDataset {
  id: string;
  classes: readonly string[];
  /** left out: none is known of */
  testCount?: number;
}

export interface Preset {
  id: PresetId;
  name: string;
  /** one line for the menu */
  summary: string;
  /** The spec for a dataset with `classes` classes. */
  spec(dataset: PresetDataset): RunSpec;
}

const mlpLayers = (classes: number): WrittenLayer[] => [
  { type: 'flatten' },
  { type: 'dense', units: 256, activation: 'relu' },
  { type: 'dense', units: classes, activation: 'linear' },
];

const cnnLayers = (classes: number): WrittenLayer[] => [
  { type: 'conv2d', filters: 32, kernelSize: 3, strides: 1, padding: 'same', activation: 'relu' },
  { type: 'maxPool2d', poolSize: 2 },
  { type: 'conv2d', filters: 64, kernelSize: 3, strides: 1, padding: 'same', activation: 'relu' },
  { type: 'maxPool2d', poolSize: 2 },
  { type: 'flatten' },
  { type: 'dense', units: 128, activation: 'relu' },
  { type: 'dense', units: classes, activation: 'linear' },
];

/** ResNet-20 of He et al. 2015 (https://arxiv.org/abs/1512.03385, section 4.2): three stages of three blocks. */
const resnetLayers = (classes: number): WrittenLayer[] => [
  { type: 'conv2d', filters: 16, useBias: false, initializer: 'he-normal' },
  { type: 'batchNorm' },
  { type: 'activation', activation: 'relu' },
  ...[16, 32, 64].flatMap((filters, stage) =>
    [0, 1, 2].map((block): WrittenLayer => {
      const strides = stage > 0 && block === 0 ? 2 : 1;
      return { type: 'residualBlock', filters, strides };
    }),
  ),
  { type: 'globalAvgPool2d' },
  { type: 'dense', units: classes },
];

/** The two models of the tutorial that Trainyard grew from, and a deeper one. */
export const presets: Record<PresetId, Preset> = {
  mlp: {
    id: 'mlp',
    name: 'MLP, one hidden layer',
    summary: 'Quick to train, a good first model',
    spec: ({ id, classes, testCount = 0 }) =>
      runSpecSchema.parse({
        data: { dataset: id },
        test: { atEnd: testCount > 0 },
        model: { layers: mlpLayers(classes.length) },
        optimizer: { name: 'adam', learningRate: 1e-3 },
        batchSize: 128,
      }),
  },
  cnn: {
    id: 'cnn',
    name: 'CNN with two blocks',
    summary: 'Sees neighbouring pixels together, more accurate on pictures',
    spec: ({ id, classes, testCount = 0 }) =>
      runSpecSchema.parse({
        data: { dataset: id },
        test: { atEnd: testCount > 0 },
        model: { layers: cnnLayers(classes.length) },
        optimizer: { name: 'adam', learningRate: 3e-4 },
        batchSize: 64,
      }),
  },
  resnet: {
    id: 'resnet',
    name: 'Residual CNN, 20 layers',
    summary: 'The most accurate on pictures, and by far the slowest',
    spec: ({ id, classes, testCount = 0 }) =>
      runSpecSchema.parse({
        data: { dataset: id },
        test: { atEnd: testCount > 0 },
        model: { layers: resnetLayers(classes.length) },
        optimizer: { name: 'adamw', learningRate: 1e-3, schedule: { name: 'cosine' }, weightDecay: 1e-2 },
        batchSize: 128,
      }),
  },
};
