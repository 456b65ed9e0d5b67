import type { DatasetTarget } from '@shared/contract/dataset';
import {
  bestMetricSchema,
  FOR_CLASSES,
  FOR_VALUES,
  MONITOR_NAMES,
  type Monitor,
} from '@shared/spec/stopping';
import { capitalized } from '../../../format/numbers';
import { optionsOf, type SettingField } from '../setting-field';

export const monitorOptions = (names: Readonly<Record<string, string>>) =>
  optionsOf(Object.fromEntries(Object.entries(names).map(([value, name]) => [value, capitalized(name)])));

const limitFields: readonly SettingField[] = [
  {
    path: 'stop.steps',
    label: 'Steps, at most',
    hint: 'Ends after so many steps, though epochs are left; 0 is no limit.',
  },
  {
    path: 'stop.minutes',
    label: 'Minutes, at most',
    hint: 'Ends after so much training; pauses do not count. 0 is no limit.',
  },
];

const patienceField: SettingField = {
  path: 'earlyStopping.patience',
  label: 'Patience',
  hint: 'Stops early after so many epochs without improvement, such as 5; 0 is never.',
};

const improvementFields: readonly SettingField[] = [
  {
    path: 'earlyStopping.monitor',
    label: 'Watched',
    hint: 'What has to improve: losses fall, the others rise.',
    options: monitorOptions(MONITOR_NAMES),
  },
  {
    path: 'earlyStopping.minDelta',
    label: 'Improves by',
    hint: 'What is not better by more than this is no improvement.',
  },
];

export const stopFields: readonly SettingField[] = [...limitFields, patienceField, ...improvementFields];

/** What counts as the run's result, and what is found out of it at the end. */
export const resultFields: readonly SettingField[] = [
  {
    path: 'best.metric',
    label: 'Best by',
    hint: 'Which checkpoint is the run’s result (restore best, in Keras’s words): chosen on validation data, never on test data.',
    options: monitorOptions(
      Object.fromEntries(bestMetricSchema.options.map((metric) => [metric, MONITOR_NAMES[metric]])),
    ),
  },
  {
    path: 'test.atEnd',
    label: 'Test the best at the end',
    hint: 'Once, on the dataset’s test part, when the run is completed. It chooses nothing.',
    isSwitch: true,
  },
];

/** Leaves out what cannot be told of such a target: values have no accuracy, classes no R². */
function suiting(
  fields: readonly SettingField[],
  { type }: Pick<DatasetTarget, 'type'>,
): readonly SettingField[] {
  const unknown: readonly string[] = (
    type === 'values' ? FOR_CLASSES : FOR_VALUES
  ) satisfies readonly Monitor[];
  return fields.map((field) =>
    field.options
      ? { ...field, options: field.options.filter(({ value }) => !unknown.includes(value)) }
      : field,
  );
}

/** What is asked for depends on whether the run may stop early, and on what is predicted. */
export const stopFieldsFor = (
  patience: number,
  target: Pick<DatasetTarget, 'type'>,
): readonly SettingField[] => suiting(patience > 0 ? stopFields : [...limitFields, patienceField], target);

export const resultFieldsFor = (target: Pick<DatasetTarget, 'type'>): readonly SettingField[] =>
  suiting(resultFields, target);
