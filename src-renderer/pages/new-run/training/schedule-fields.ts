import type { ScheduleName } from '@shared/spec/schedule';
import { SCHEDULE_NAMES } from '../../../format/training';
import { optionsOf, type SettingField } from '../setting-field';

export const SCHEDULE_SUMMARIES: Record<ScheduleName, string> = {
  constant: 'The same rate from the first step to the last.',
  linear: 'Down along a straight line.',
  cosine: 'Down along half a cosine: slowly, fast, slowly.',
  'warmup-cosine': 'Up from little at first, then down a cosine.',
  'one-cycle': 'Up once and down again, to very little.',
  'cosine-restarts': 'Down along a cosine, again and again.',
  'exponential-decay': 'Down by the same share every so many steps.',
  'piecewise-constant': 'Changed at the steps that you name.',
  'reduce-on-plateau': 'Down when validation stops getting better.',
};

export const scheduleField: SettingField = {
  path: 'optimizer.schedule.name',
  label: 'Schedule',
  hint: 'How the learning rate changes while the run goes on.',
  options: optionsOf(SCHEDULE_NAMES),
};

const at = (key: string) => `optimizer.schedule.${key}`;

const endFactor: SettingField = {
  path: at('endFactor'),
  label: 'Ends at',
  hint: 'As a share of the learning rate; 0 comes to rest.',
};
const length: SettingField = {
  path: at('steps'),
  label: 'Length',
  hint: 'Left empty, it is as long as the run.',
  whenEmpty: 'as the run',
  unit: 'steps',
};

/** They have rows of their own. */
export const boundariesField: SettingField = {
  path: 'optimizer.schedule.boundaries',
  label: 'Changes',
  hint: 'After each of these steps the rate is multiplied by its factor, on top of those before.',
};

interface ScheduleFields {
  /** what makes the schedule what it is */
  main: readonly SettingField[];
  finer: readonly SettingField[];
  /** what the finer ones are about */
  title: string;
}

/** The boundaries of piecewise-constant have rows of their own. */
export const SCHEDULE_FIELDS: Record<ScheduleName, ScheduleFields> = {
  constant: { title: '', main: [], finer: [] },
  linear: { title: 'End, length', main: [], finer: [endFactor, length] },
  cosine: { title: 'End, length', main: [], finer: [endFactor, length] },
  'warmup-cosine': {
    title: 'Start, end, length',
    main: [
      {
        path: at('warmupSteps'),
        label: 'Warm-up',
        hint: 'The steps in which the rate rises.',
        isHintTip: true,
        unit: 'steps',
      },
    ],
    finer: [
      {
        path: at('startFactor'),
        label: 'Starts at',
        hint: 'As a share of the learning rate.',
      },
      endFactor,
      { ...length, hint: 'Warm-up included. Left empty, it is as long as the run.' },
    ],
  },
  'one-cycle': {
    title: 'Start, end, length',
    main: [
      {
        path: at('warmupShare'),
        label: 'Rises for',
        hint: 'The share of the steps in which the rate rises.',
        isHintTip: true,
        unit: 'of the steps',
      },
    ],
    finer: [
      {
        path: at('divFactor'),
        label: 'Start divisor',
        hint: 'It starts at the learning rate divided by this.',
      },
      {
        path: at('finalDivFactor'),
        label: 'End divisor',
        hint: 'It ends at where it started, divided by this.',
      },
      length,
    ],
  },
  'cosine-restarts': {
    title: 'Next cycles',
    main: [
      {
        path: at('cycleSteps'),
        label: 'First cycle',
        hint: 'How long the first cycle is.',
        isHintTip: true,
        unit: 'steps',
      },
    ],
    finer: [
      {
        path: at('cycleFactor'),
        label: 'Longer by',
        hint: 'Each cycle is this many times as long as the one before.',
        unit: 'times',
      },
      {
        path: at('peakFactor'),
        label: 'Lower by',
        hint: 'Each cycle starts this many times as high as the one before.',
        unit: 'times',
      },
      { ...endFactor, hint: 'What each cycle comes down to, as a share of where it starts.' },
    ],
  },
  'exponential-decay': {
    title: 'Stairs',
    main: [
      {
        path: at('decayRate'),
        label: 'Multiplied by',
        hint: 'What the rate is multiplied by, again and again.',
        isHintTip: true,
      },
      {
        path: at('transitionSteps'),
        label: 'Every',
        hint: 'How many steps that takes.',
        isHintTip: true,
        unit: 'steps',
      },
    ],
    finer: [
      {
        path: at('staircase'),
        label: 'In stairs',
        hint: 'All at once after those steps, not little by little.',
        isSwitch: true,
      },
    ],
  },
  'piecewise-constant': { title: '', main: [], finer: [] },
  'reduce-on-plateau': {
    title: 'Limits',
    main: [
      {
        path: at('patience'),
        label: 'Patience',
        hint: 'How many epochs may pass without a better validation loss.',
        isHintTip: true,
        unit: 'epochs',
      },
      {
        path: at('factor'),
        label: 'Then by',
        hint: 'What the rate is multiplied by then.',
        isHintTip: true,
        unit: 'times',
      },
    ],
    finer: [
      {
        path: at('minImprovement'),
        label: 'Better by',
        hint: 'The share by which a loss must fall to count as better.',
      },
      {
        path: at('cooldown'),
        label: 'Cool-down',
        hint: 'Epochs after a reduction in which nothing is counted.',
        unit: 'epochs',
      },
      { ...endFactor, label: 'Never below', hint: 'As a share of the learning rate.' },
    ],
  },
};
