import type { DatasetTarget } from '@shared/contract/dataset';
import type { Loss } from '@shared/spec/run-spec';
import { LOSS_NAMES } from '../../../format/training';
import { optionsOf, type SettingField } from '../setting-field';

/** How long and in which portions a run goes. */
export const portionFields: readonly SettingField[] = [
  {
    path: 'batchSize',
    label: 'Batch size',
    hint: 'How many samples each step learns from.',
    isHintTip: true,
  },
  {
    path: 'epochs',
    label: 'Epochs',
    hint: 'How many times all training samples are gone through.',
    isHintTip: true,
  },
  {
    path: 'seed',
    label: 'Seed',
    hint: 'What every random choice is counted from: the same seed, the same run.',
    isHintTip: true,
  },
  {
    path: 'shuffle',
    label: 'Shuffle each epoch',
    hint: 'Samples come in another order each time.',
    isHintTip: true,
    isSwitch: true,
  },
];

const FOR_ROWS_OF_VALUES: readonly Loss[] = ['mean-squared-error', 'mean-absolute-error', 'huber'];

const classLossField: SettingField = {
  path: 'loss',
  label: 'Loss',
  hint: 'What training makes small. Cross-entropy suits classes; the others compare each output with 0 or 1.',
  options: optionsOf(LOSS_NAMES),
};

const valueLossField: SettingField = {
  path: 'loss',
  label: 'Loss',
  hint: 'What training makes small: squares heed large errors most, absolute errors forgive outliers, Huber is between them.',
  options: FOR_ROWS_OF_VALUES.map((value) => ({ value, label: LOSS_NAMES[value] })),
};

export const lossFields: readonly SettingField[] = [
  classLossField,
  {
    path: 'labelSmoothing',
    label: 'Smoothing',
    hint: 'The share of certainty taken from the true class and spread over all, such as 0.1; 0 is none.',
  },
];

/** Which losses can be chosen depends on what is predicted; labels are smoothed where there are any. */
export const lossFieldsFor = ({ type }: Pick<DatasetTarget, 'type'>): readonly SettingField[] =>
  type === 'values' ? [valueLossField] : lossFields;

export const averageField: SettingField = {
  path: 'ema',
  label: 'Average',
  hint: 'Tests and keeps a running mean of the weights, such as 0.999, which is steadier than the last ones; 0 is none.',
};

export const recordFields: readonly SettingField[] = [
  {
    path: 'record.normsEvery',
    label: 'Norms every',
    hint: 'Measures gradient, weights and update every so many steps; 0 is never. It changes nothing that is learnt.',
    unit: 'steps',
  },
  {
    path: 'record.histograms',
    label: 'Histograms of layers',
    hint: 'How each layer’s weights and gradients are spread, at the end of each epoch.',
    isSwitch: true,
  },
];

export const partsField: SettingField = {
  path: 'microBatches',
  label: 'Parts',
  hint: 'Takes each batch in so many parts, one after the other: the same step in less memory.',
};
