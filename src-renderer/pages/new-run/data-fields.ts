import type { SettingField } from './setting-field';

export const datasetField: SettingField = {
  path: 'data.dataset',
  label: 'Dataset',
  hint: 'What the model learns from; Data imports your own.',
};

export const fractionField: SettingField = {
  path: 'validation.fraction',
  label: 'Held back',
  hint: 'The share that is not trained on, but chooses the best epoch and shows over-fitting; 0.1 is usual.',
  unit: 'share',
};

export const seedField: SettingField = {
  path: 'validation.seed',
  label: 'Split seed',
  hint: 'Which samples those are: runs with the same seed hold back the same, and can be compared.',
};

export const foldsField: SettingField = {
  path: 'validation.folds',
  label: 'Folds',
  hint: 'Cuts the training part into so many equal parts and holds one of them back instead; 0 is none.',
};

export const foldField: SettingField = {
  path: 'validation.fold',
  label: 'Fold held back',
  hint: 'Which of the folds: a run for each of them is a cross-validation.',
};

/** What of the training part is held back. */
export const splitFields: readonly SettingField[] = [fractionField, seedField, foldsField, foldField];
