import { optionsOf, type SettingField } from '../setting-field';

/** When a checkpoint is saved, beside the last one. */
export const saveFields: readonly SettingField[] = [
  {
    path: 'checkpoint.everyEpochs',
    label: 'Every … epochs',
    hint: 'Saves whenever so many epochs are done; 0 is never.',
    isHintTip: true,
  },
  {
    path: 'checkpoint.everySteps',
    label: 'Every … steps',
    hint: 'Saves within epochs too, so that less is lost when a long one is cut short; 0 is never.',
    isHintTip: true,
  },
  {
    path: 'checkpoint.everyMinutes',
    label: 'Every … minutes',
    hint: 'Saves after so much training, however fast it goes; 0 is never.',
    isHintTip: true,
  },
  {
    path: 'checkpoint.best',
    label: 'Whenever validation is best',
    hint: 'Without it the best epoch can be given back only if it is saved for another reason.',
    isSwitch: true,
  },
];

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
    label: 'Every nth',
    hint: 'Such as 10 for each tenth that is saved; 0 is none. Pinned ones always stay.',
  },
];

export const diskFullField: SettingField = {
  path: 'checkpoint.onDiskFull',
  label: 'What to do',
  hint: 'Waiting and training on both try again until there is space; what is unsaved is lost if the run is killed.',
  options: optionsOf({
    pause: 'Wait for space',
    'go-on': 'Train on unsaved',
    stop: 'End the run',
  }),
};
