import type { OptimizerName } from '@shared/spec/optimizer';
import { OPTIMIZER_NAMES } from '../../../format/training';
import { optionsOf, type SettingField } from '../setting-field';

export const OPTIMIZER_SUMMARIES: Record<OptimizerName, string> = {
  adam: 'A step size for each weight; nearly always good.',
  adamw: 'Adam with weight decay kept apart.',
  nadam: 'Adam that looks one step ahead.',
  sgd: 'Plain steps down the gradient, with momentum.',
  rmsprop: 'Steps divided by the recent size of gradients.',
  adagrad: 'Steps that shrink where gradients were large.',
  lion: 'Steps by sign alone, at a tenth of Adam’s rate.',
  lamb: 'Adam scaled layer by layer, for large batches.',
};

export const nameField: SettingField = {
  path: 'optimizer.name',
  label: 'Optimizer',
  hint: 'How gradients become steps.',
  options: optionsOf(OPTIMIZER_NAMES),
};

export const learningRateField: SettingField = {
  path: 'optimizer.learningRate',
  label: 'Learning rate',
  hint: 'How far each step goes: too high and the loss jumps, too low and it hardly falls.',
  isHintTip: true,
};

const beta1: SettingField = {
  path: 'optimizer.beta1',
  label: 'Beta 1',
  hint: 'How much of the direction so far is kept at each step.',
};
const beta2: SettingField = {
  path: 'optimizer.beta2',
  label: 'Beta 2',
  hint: 'How long the size of gradients is remembered.',
};
const epsilon: SettingField = {
  path: 'optimizer.epsilon',
  label: 'Epsilon',
  hint: 'Keeps steps finite where gradients are tiny.',
};
const momentum: SettingField = {
  path: 'optimizer.momentum',
  label: 'Momentum',
  hint: 'The share of the step before that is carried on; 0 is none.',
};

const likeAdam = [beta1, beta2, epsilon];

/** What each optimizer has for itself. */
export const OWN_FIELDS: Record<OptimizerName, readonly SettingField[]> = {
  adam: likeAdam,
  adamw: likeAdam,
  nadam: likeAdam,
  lamb: likeAdam,
  sgd: [
    momentum,
    {
      path: 'optimizer.nesterov',
      label: 'Nesterov',
      hint: 'Takes the gradient one step ahead, along the momentum.',
      isSwitch: true,
    },
  ],
  rmsprop: [
    {
      path: 'optimizer.decay',
      label: 'Decay',
      hint: 'How long the size of gradients is remembered.',
    },
    epsilon,
    momentum,
  ],
  adagrad: [
    {
      path: 'optimizer.initialAccumulator',
      label: 'Starts at',
      hint: 'What the sum of squared gradients begins with.',
    },
    epsilon,
  ],
  lion: [beta1, { ...beta2, hint: 'How long the direction is remembered.' }],
};

export const decayFields: readonly SettingField[] = [
  {
    path: 'optimizer.weightDecay',
    label: 'Weight decay',
    hint: 'Pulls weights towards 0 with each step, against over-fitting; 0 is none.',
  },
  {
    path: 'optimizer.decayAll',
    label: 'Biases and norms too',
    hint: 'Most often only kernels are decayed.',
    isSwitch: true,
  },
];
