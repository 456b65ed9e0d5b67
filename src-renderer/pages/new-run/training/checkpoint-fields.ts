import { optionsOf, type SettingField } from '../setting-field';

export const keepFields: readonly SettingField[] = [
  {
    path: 'checkpoint.keep.best',
    label: 'The best',
    hint: 'So many with the best validation.',
  },
  {
    path: 'checkpoint.keep.last',
    label: 'The last',
    hint: 'So many of the newest; with 2 there is one to go on from should the last be damaged.',
  },
  {
    path: 'checkpoint.keep.everyNth',
    label: 'Every … one',
    hint: 'Such as 10 for each tenth that is saved; 0 is none. Pinned ones always stay.',
  },
];

export const diskFullField: SettingField = {
  path: 'checkpoint.onDiskFull',
  label: 'Then',
  hint: 'Waiting and training on both try again until there is space; what is unsaved is lost if the run is killed.',
  options: optionsOf({
    pause: 'Wait for space',
    'go-on': 'Train on unsaved',
    stop: 'End the run',
  }),
};
