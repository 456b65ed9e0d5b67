import type { LayerType } from '@shared/spec/layer';
import { valueAt } from '@shared/spec/path';
import { augmentFields } from './augment/augment-fields';
import type { SettingField } from './setting-field';
import { datasetField, splitFields } from './data-fields';
import { diskFullField, keepFields, saveFields } from './training/checkpoint-fields';
import { clipField, clipMaxField } from './training/clip-fields';
import { decayFields, learningRateField, nameField, OWN_FIELDS } from './training/optimizer-fields';
import { nonFiniteField, rollBackFields } from './training/non-finite-fields';
import { averageField, lossFields, partsField, portionFields, recordFields } from './training/run-fields';
import { boundariesField, SCHEDULE_FIELDS, scheduleField } from './training/schedule-fields';
import { resultFields, stopFields } from './training/stop-fields';

const fields: readonly SettingField[] = [
  datasetField,
  ...splitFields,
  nameField,
  learningRateField,
  ...Object.values(OWN_FIELDS).flat(),
  ...decayFields,
  scheduleField,
  boundariesField,
  ...Object.values(SCHEDULE_FIELDS).flatMap(({ main, finer }) => [...main, ...finer]),
  ...portionFields,
  ...lossFields,
  averageField,
  partsField,
  ...recordFields,
  ...augmentFields,
  clipField,
  clipMaxField,
  ...stopFields,
  ...resultFields,
  nonFiniteField,
  ...rollBackFields,
  ...saveFields,
  ...keepFields,
  diskFullField,
];
/** The first of a path: optimizers share fields. */
const byPath = new Map(fields.toReversed().map((field) => [field.path, field]));

/** Where a label that stands under a heading says too little without it. */
const LABELS: Record<string, string> = {
  name: 'Name',
  'data.dataset': 'Dataset',
  'start.mode': 'What is taken over',
  'start.fit': 'Weights that are taken over',
  'weights.fit': 'Weights that are taken over',
  'weights.file': 'File of weights',
  'weights.name': 'File of weights',
  'model.layers': 'Model',
  labelSmoothing: 'Label smoothing',
  ema: 'Averaged weights',
  microBatches: 'Batches in parts',
  'optimizer.decayAll': 'Decay of biases and norms',
  'optimizer.clip.by': 'Gradient clipping',
  'optimizer.clip.max': 'Gradients clipped at',
  'onNonFinite.do': 'Numbers that blow up',
  'onNonFinite.factor': 'Rolling back: learning rate times',
  'onNonFinite.times': 'Rolling back: at most',
  'optimizer.schedule.boundaries': 'Changes of the schedule',
  changes: 'Changes while it runs',
  'validation.fraction': 'Validation share',
  'validation.seed': 'Split seed',
  'validation.folds': 'Folds',
  'validation.fold': 'Fold held back',
  augment: 'Augmentation',
  'checkpoint.everyEpochs': 'Checkpoint every … epochs',
  'checkpoint.everySteps': 'Checkpoint every … steps',
  'checkpoint.everyMinutes': 'Checkpoint every … minutes',
  'checkpoint.best': 'Checkpoint when best',
  'best.metric': 'Best checkpoint by',
  'test.atEnd': 'Test at the end',
  'earlyStopping.patience': 'Patience of early stopping',
  'earlyStopping.monitor': 'Watched by early stopping',
  'earlyStopping.minDelta': 'Improvement that counts',
  checkpoint: 'Checkpoints',
  'checkpoint.keep': 'What is kept',
  'checkpoint.keep.best': 'Best checkpoints kept',
  'checkpoint.keep.last': 'Last checkpoints kept',
  'checkpoint.keep.everyNth': 'Every … checkpoint kept',
  'checkpoint.onDiskFull': 'When the disk is full',
  backend: 'Backend',
  precision: 'Precision',
};

const CHANGE_FIELDS: Record<string, string> = {
  step: 'step',
  learningRate: 'learning rate',
  scheduleSteps: 'length of the schedule',
};

const LAYER_FIELDS: Record<string, string> = {
  units: 'units',
  inputs: 'expected inputs',
  activation: 'activation',
  filters: 'filters',
  kernelSize: 'kernel',
  strides: 'stride',
  padding: 'padding',
  poolSize: 'pool',
  rate: 'rate',
  momentum: 'momentum',
  epsilon: 'epsilon',
  useBias: 'bias',
  initializer: 'first weights',
  frozen: 'frozen',
};

export const LAYER_NAMES: Record<LayerType, string> = {
  dense: 'Dense',
  conv2d: 'Conv',
  depthwiseConv2d: 'Depthwise conv',
  residualBlock: 'Residual block',
  maxPool2d: 'Max pool',
  avgPool2d: 'Average pool',
  globalAvgPool2d: 'Global average',
  batchNorm: 'Batch norm',
  layerNorm: 'Layer norm',
  dropout: 'Dropout',
  activation: 'Activation',
  flatten: 'Flatten',
  normalization: 'Normalization',
};
const layerName = (type: unknown): string =>
  typeof type !== 'string'
    ? 'layer'
    : Object.hasOwn(LAYER_NAMES, type)
      ? LAYER_NAMES[type as LayerType]
      : type;

function settingLabel(path: string): string {
  const known = LABELS[path];
  if (known !== undefined) return known;
  const boundary = /^optimizer\.schedule\.boundaries\.(\d+)\.(step|factor)$/.exec(path);
  if (boundary) return `Change ${Number(boundary[1]) + 1} of the schedule, its ${boundary[2]}`;
  const change = /^changes\.(\d+)(?:\.(\w+))?$/.exec(path);
  if (change) {
    const field = CHANGE_FIELDS[change[2] ?? ''];
    return `Change ${Number(change[1]) + 1} while it runs${field ? `: ${field}` : ''}`;
  }
  const label = byPath.get(path)?.label;
  if (label === undefined) return path;
  const isOfSchedule = path.startsWith('optimizer.schedule.') && path !== scheduleField.path;
  return isOfSchedule ? `Schedule: ${label.toLowerCase()}` : label;
}

/** The line with which the form explains a setting outside of layers; undefined where it has none. */
export const fieldHint = (path: string): string | undefined => byPath.get(path)?.hint;

/** What the form calls a field of the spec. */
export function fieldLabel(path: string, draft: unknown): string {
  const layer = /^model\.layers\.(\d+)(?:\.(\w+))?$/.exec(path);
  if (!layer) return settingLabel(path);
  const kind = layerName(valueAt(draft, `model.layers.${layer[1]}.type`));
  const field = layer[2];
  return `Layer ${Number(layer[1]) + 1} (${kind.toLowerCase()})${field ? ` ${LAYER_FIELDS[field] ?? field}` : ''}`;
}

/** What the form calls a value that is chosen from a list, such as an optimizer. */
export const choiceLabel = (path: string, value: string): string =>
  byPath.get(path)?.options?.find((option) => option.value === value)?.label ?? value;
