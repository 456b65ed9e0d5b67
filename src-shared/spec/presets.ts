import { runSpecSchema, type RunSpec } from './run-spec';
import type { Layer } from './layer';

export const PRESET_IDS = ['mlp', 'cnn'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

export interface Preset {
  id: PresetId;
  name: string;
  /** one line for the menu */
  summary: string;
  /** The spec for a dataset with `classes` classes. */
  spec(dataset: { id: string; classes: readonly string[] }): RunSpec;
}

const mlpLayers = (classes: number): Layer[] => [
  { type: 'flatten' },
  { type: 'dense', units: 256, activation: 'relu' },
  { type: 'dense', units: classes, activation: 'linear' },
];

const cnnLayers = (classes: number): Layer[] => [
  { type: 'conv2d', filters: 32, kernelSize: 3, strides: 1, padding: 'same', activation: 'relu' },
  { type: 'maxPool2d', poolSize: 2 },
  { type: 'conv2d', filters: 64, kernelSize: 3, strides: 1, padding: 'same', activation: 'relu' },
  { type: 'maxPool2d', poolSize: 2 },
  { type: 'flatten' },
  { type: 'dense', units: 128, activation: 'relu' },
  { type: 'dense', units: classes, activation: 'linear' },
];

/** The two models of the tutorial that Trainyard grew from. */
export const presets: Record<PresetId, Preset> = {
  mlp: {
    id: 'mlp',
    name: 'MLP, one hidden layer',
    summary: 'Quick to train, a good first model',
    spec: ({ id, classes }) =>
      runSpecSchema.parse({
        data: { dataset: id },
        model: { layers: mlpLayers(classes.length) },
        optimizer: { name: 'adam', learningRate: 1e-3 },
        batchSize: 128,
      }),
  },
  cnn: {
    id: 'cnn',
    name: 'CNN with two blocks',
    summary: 'Sees neighbouring pixels together, more accurate on pictures',
    spec: ({ id, classes }) =>
      runSpecSchema.parse({
        data: { dataset: id },
        model: { layers: cnnLayers(classes.length) },
        optimizer: { name: 'adam', learningRate: 3e-4 },
        batchSize: 64,
      }),
  },
};
