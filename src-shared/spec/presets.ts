import type { DatasetInput, DatasetTarget } from '../contract/dataset';
import { runSpecSchema, type RunSpec } from './run-spec';
import type { WrittenLayer } from './layer';

export const PRESET_IDS = ['mlp', 'cnn', 'resnet', 'table-classifier', 'table-regressor'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** What a preset needs to know of a dataset. */
export interface PresetDataset {
  id: string;
  classes: readonly string[];
  /** left out: none is known of */
  testCount?: number;
  /** left out: pictures with classes */
  shape?: readonly number[];
  input?: DatasetInput;
  target?: DatasetTarget;
  trainCount?: number;
  /** of those, samples that validate */
  validationCount?: number;
}

export interface Preset {
  id: PresetId;
  name: string;
  /** one line for the menu */
  summary: string;
  /** Whether it suits such a dataset. */
  suits(dataset: Pick<PresetDataset, 'input' | 'target'>): boolean;
  /** The spec for a dataset. */
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

/** What a model says of a sample: one number for each class, or for each value. */
const outputsOf = ({ classes, target }: PresetDataset): number => target?.names.length ?? classes.length;

/** What a run is trained on, for and tested on. */
const wantedOf = ({ id, target, testCount = 0 }: PresetDataset) => ({
  data: { dataset: id },
  test: { atEnd: testCount > 0 },
  loss: target?.type === 'values' ? ('mean-squared-error' as const) : ('softmax-cross-entropy' as const),
});

const isOfPictures: Preset['suits'] = ({ input, target }) =>
  (input?.type ?? 'pictures') === 'pictures' && (target?.type ?? 'classes') === 'classes';

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));
const powerOfTwo = (value: number) => 2 ** Math.round(Math.log2(Math.max(1, value)));

/** Steps of an epoch that are worth having; with fewer, batches are smaller. */
const FEWEST_STEPS = 8;
const SMALLEST_BATCH = 8;

/** The wanted batch size, or a smaller one for a dataset of few samples: never more than there are to train on. */
function fittingBatch({ trainCount, validationCount = 0 }: PresetDataset, wanted: number): number {
  if (trainCount === undefined) return wanted;
  // A tenth validates where the dataset brings no part for that.
  const trained = validationCount > 0 ? trainCount - validationCount : Math.floor(0.9 * trainCount);
  const fit = 2 ** Math.floor(Math.log2(Math.max(1, trained / FEWEST_STEPS)));
  return Math.max(1, Math.min(wanted, Math.max(SMALLEST_BATCH, fit), trained));
}

/**
 * A model for rows of numbers, of a size that suits them: two layers of about twice the columns, fewer where samples are
 * few; batches such that an epoch has some thirty steps; and as many epochs as come to some thousand steps. The fewer the
 * samples, the more the weights are held back: tried on scikit-learn's small datasets, of which 331 patients are learnt
 * by heart within seconds otherwise.
 */
function tableSpec(dataset: PresetDataset): RunSpec {
  const { shape, trainCount = 1000 } = dataset;
  const columns = (shape ?? [16]).reduce((product, length) => product * length, 1);
  const units = powerOfTwo(between(16, Math.min(2 * columns, Math.sqrt(trainCount) * 2), 256));
  const batchSize = fittingBatch(dataset, powerOfTwo(between(16, trainCount / 32, 256)));
  const stepsPerEpoch = Math.max(1, Math.ceil((0.9 * trainCount) / batchSize));
  const weightDecay = Number(between(0.01, 300 / trainCount, 1).toPrecision(1));
  const flatten: WrittenLayer[] = (shape?.length ?? 1) > 1 ? [{ type: 'flatten' }] : [];
  return runSpecSchema.parse({
    ...wantedOf(dataset),
    model: {
      layers: [
        { type: 'normalization' },
        ...flatten,
        { type: 'dense', units, activation: 'relu', initializer: 'he-normal' },
        { type: 'dense', units, activation: 'relu', initializer: 'he-normal' },
        { type: 'dense', units: outputsOf(dataset), activation: 'linear' },
      ],
    },
    optimizer: { name: 'adamw', learningRate: 3e-3, schedule: { name: 'cosine' }, weightDecay },
    epochs: Math.round(between(10, 2000 / stepsPerEpoch, 200)),
    batchSize,
    // Of few samples each epoch would be a checkpoint of its own within a second.
    checkpoint: { everyEpochs: 10 },
  });
}

/** The two models of the tutorial that Trainyard grew from, and a deeper one. */
export const presets: Record<PresetId, Preset> = {
  mlp: {
    id: 'mlp',
    name: 'MLP, one hidden layer',
    summary: 'Quick to train, a good first model',
    suits: isOfPictures,
    spec: (dataset) =>
      runSpecSchema.parse({
        ...wantedOf(dataset),
        model: { layers: mlpLayers(outputsOf(dataset)) },
        optimizer: { name: 'adam', learningRate: 1e-3 },
        batchSize: fittingBatch(dataset, 128),
      }),
  },
  cnn: {
    id: 'cnn',
    name: 'CNN with two blocks',
    summary: 'Sees neighbouring pixels together, more accurate on pictures',
    suits: isOfPictures,
    spec: (dataset) =>
      runSpecSchema.parse({
        ...wantedOf(dataset),
        model: { layers: cnnLayers(outputsOf(dataset)) },
        optimizer: { name: 'adam', learningRate: 3e-4 },
        batchSize: fittingBatch(dataset, 64),
      }),
  },
  resnet: {
    id: 'resnet',
    name: 'Residual CNN, 20 layers',
    summary: 'The most accurate on pictures, and by far the slowest',
    suits: isOfPictures,
    spec: (dataset) =>
      runSpecSchema.parse({
        ...wantedOf(dataset),
        model: { layers: resnetLayers(outputsOf(dataset)) },
        optimizer: { name: 'adamw', learningRate: 1e-3, schedule: { name: 'cosine' }, weightDecay: 1e-2 },
        batchSize: fittingBatch(dataset, 128),
      }),
  },
  'table-classifier': {
    id: 'table-classifier',
    name: 'Table classifier',
    summary: 'For rows of numbers and categories; sizes itself to the dataset',
    suits: ({ input, target }) =>
      input !== undefined && input.type !== 'pictures' && target?.type === 'classes',
    spec: tableSpec,
  },
  'table-regressor': {
    id: 'table-regressor',
    name: 'Table regressor',
    summary: 'Predicts values from rows of numbers and categories; sizes itself to the dataset',
    suits: ({ input, target }) =>
      input !== undefined && input.type !== 'pictures' && target?.type === 'values',
    spec: tableSpec,
  },
};

/** The presets that suit a dataset, the one to begin with first. */
export const suitingPresets = (dataset: Pick<PresetDataset, 'input' | 'target'>): Preset[] =>
  PRESET_IDS.map((id) => presets[id]).filter((preset) => preset.suits(dataset));
