import type { Augment } from '@shared/spec/augment';
import { setting } from '../../../format/numbers';
import type { SettingField } from '../setting-field';

const field = (name: keyof Augment, rest: Omit<SettingField, 'path'>): SettingField => ({
  path: `augment.${name}`,
  isHintTip: true,
  ...rest,
});

/** What nearly every picture bears. */
export const mainAugmentFields: readonly SettingField[] = [
  field('shift', {
    label: 'Shift',
    unit: '× side',
    hint: 'At most so much of the side, either way, along both sides.',
  }),
  field('rotate', { label: 'Rotate', unit: '°', hint: 'At most so many degrees, either way.' }),
  field('zoom', { label: 'Zoom', unit: 'share', hint: 'Larger or smaller by at most this share.' }),
];

export const flipField: SettingField = field('flipHorizontal', {
  label: 'Flip sideways',
  hint: 'Left for right, every other time.',
  isSwitch: true,
});

/** For those who know their pictures. */
export const finerAugmentFields: readonly SettingField[] = [
  field('flipVertical', {
    label: 'Flip upside down',
    hint: 'Top for bottom, every other time.',
    isSwitch: true,
  }),
  field('shear', { label: 'Shear', unit: '°', hint: 'How far upright lines lean, at most.' }),
  field('crop', {
    label: 'Crop',
    unit: 'px',
    hint: 'So many pixels are added on each side before a piece of the old size is cut out.',
  }),
  field('outside', {
    label: 'Outside',
    hint: 'What lies beside a picture that was moved.',
    options: [
      { value: 'black', label: 'Black' },
      { value: 'edge', label: 'Its edge again' },
    ],
  }),
  field('brightness', {
    label: 'Brightness',
    unit: 'share',
    hint: 'Added to all pixels, as a share of black to white.',
  }),
  field('contrast', {
    label: 'Contrast',
    unit: 'share',
    hint: 'How far pixels move from or towards their mean, at most.',
  }),
  field('noise', {
    label: 'Noise',
    unit: 'share',
    hint: 'Standard deviation, as a share of black to white.',
  }),
  field('cutout', { label: 'Cutout', unit: '× side', hint: 'The side of a black square somewhere on it.' }),
  field('mixup', {
    label: 'Mixup',
    unit: 'α',
    hint: 'Mixes two pictures and their classes; 0.2 is usual, 0 is none.',
  }),
];

export const augmentFields: readonly SettingField[] = [
  ...mainAugmentFields,
  flipField,
  ...finerAugmentFields,
];

const SHORT: readonly (readonly [name: keyof Augment, word: string, unit: string])[] = [
  ['shift', 'shift', ''],
  ['rotate', 'rotate', '°'],
  ['zoom', 'zoom', ''],
  ['flipHorizontal', 'flip', ''],
  ['flipVertical', 'upside down', ''],
  ['shear', 'shear', '°'],
  ['crop', 'crop', ' px'],
  ['brightness', 'brightness', ''],
  ['contrast', 'contrast', ''],
  ['noise', 'noise', ''],
  ['cutout', 'cutout', ''],
  ['mixup', 'mixup', ''],
];

/** "shift 0.1, rotate 10°": what is done, in a line; empty when nothing is. */
export const augmentWords = (augment: Augment): string =>
  SHORT.flatMap(([name, word, unit]) => {
    const value = augment[name];
    if (value === true) return [word];
    return typeof value === 'number' && value > 0 ? [`${word} ${setting(value)}${unit}`] : [];
  }).join(', ');
