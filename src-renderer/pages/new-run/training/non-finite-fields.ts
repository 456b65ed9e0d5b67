import { NON_FINITE_NAMES } from '../../../format/training';
import { optionsOf, type SettingField } from '../setting-field';

/** What to do when the numbers blow up. */
export const nonFiniteField: SettingField = {
  path: 'onNonFinite.do',
  label: 'What to do',
  hint: 'When the loss or a weight is no number any more: stop, or go back to the last checkpoint and on at a lower learning rate.',
  options: optionsOf(NON_FINITE_NAMES),
};

/** Of rolling back alone. */
export const rollBackFields: readonly SettingField[] = [
  {
    path: 'onNonFinite.factor',
    label: 'Rate multiplied by',
    hint: 'What the learning rate is multiplied by each time, such as 0.1.',
  },
  {
    path: 'onNonFinite.times',
    label: 'At most',
    hint: 'How many times a run goes back before it stops.',
    unit: 'times',
  },
];
