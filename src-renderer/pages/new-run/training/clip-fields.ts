import { CLIP_NAMES } from '../../../format/training';
import { optionsOf, type SettingField } from '../setting-field';

export const clipField: SettingField = {
  path: 'optimizer.clip.by',
  label: 'Clip',
  hint: 'Cuts down gradients that are too large: all by their common length, or each number alone.',
  options: optionsOf(CLIP_NAMES),
};

export const clipMaxField: SettingField = {
  path: 'optimizer.clip.max',
  label: 'At most',
  hint: 'What is larger is cut down to this.',
};
