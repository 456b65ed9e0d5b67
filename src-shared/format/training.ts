import { isAugmenting } from '../spec/augment';
import type { Activation, Initializer } from '../spec/layer';
import type { OnNonFinite } from '../spec/non-finite';
import type { OptimizerName } from '../spec/optimizer';
import type { Loss, RunSpec } from '../spec/run-spec';
import type { ScheduleName } from '../spec/schedule';
import { BEST_NAMES } from '../spec/stopping';
import { count, counted, setting } from './numbers';

export const OPTIMIZER_NAMES: Record<OptimizerName, string> = {
  adam: 'Adam',
  adamw: 'AdamW',
  nadam: 'NAdam',
  sgd: 'SGD',
  rmsprop: 'RMSProp',
  adagrad: 'Adagrad',
  lion: 'Lion',
  lamb: 'LAMB',
};

export const SCHEDULE_NAMES: Record<ScheduleName, string> = {
  constant: 'Constant',
  linear: 'Linear',
  cosine: 'Cosine',
  'warmup-cosine': 'Warm-up cosine',
  'one-cycle': 'One cycle',
  'cosine-restarts': 'Cosine restarts',
  'exponential-decay': 'Exponential',
  'piecewise-constant': 'In steps',
  'reduce-on-plateau': 'On plateau',
};

export const LOSS_NAMES: Record<Loss, string> = {
  'softmax-cross-entropy': 'Cross-entropy',
  'binary-cross-entropy': 'Binary cross-entropy',
  'mean-squared-error': 'Mean squared error',
  'mean-absolute-error': 'Mean absolute error',
  huber: 'Huber',
};

export const ACTIVATION_NAMES: Record<Activation, string> = {
  linear: 'Linear',
  relu: 'ReLU',
  gelu: 'GELU',
  silu: 'SiLU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
};

export const INITIALIZER_NAMES: Record<Initializer, string> = {
  'lecun-normal': 'LeCun normal',
  'lecun-uniform': 'LeCun uniform',
  'glorot-normal': 'Glorot normal',
  'glorot-uniform': 'Glorot uniform',
  'he-normal': 'He normal',
  'he-uniform': 'He uniform',
};

export const CLIP_NAMES: Record<RunSpec['optimizer']['clip']['by'], string> = {
  none: 'None',
  'global-norm': 'By length',
  value: 'By value',
};

export const NON_FINITE_NAMES: Record<OnNonFinite['do'], string> = {
  stop: 'Stop',
  'roll-back': 'Roll back',
};

/** "AdamW 0.001, warm-up cosine, batch 128": how a run was trained, in a line. */
export function trainingWords({ optimizer, batchSize }: Pick<RunSpec, 'optimizer' | 'batchSize'>): string {
  const { name, learningRate, schedule } = optimizer;
  const changing = schedule.name === 'constant' ? [] : [SCHEDULE_NAMES[schedule.name].toLowerCase()];
  return [`${OPTIMIZER_NAMES[name]} ${setting(learningRate)}`, ...changing, `batch ${count(batchSize)}`].join(
    ', ',
  );
}

/** "at most 500 steps, stops after 5 epochs without improvement": what ends a run beside its epochs; empty when nothing does. */
export function stopWords(spec: {
  stop: { steps: number; minutes: number };
  earlyStopping: { patience: number };
}): string {
  const { stop, earlyStopping } = spec;
  return [
    ...(stop.steps > 0 ? [`at most ${counted(stop.steps, 'step')}`] : []),
    ...(stop.minutes > 0 ? [`at most ${stop.minutes} ${stop.minutes === 1 ? 'minute' : 'minutes'}`] : []),
    ...(earlyStopping.patience > 0
      ? [`stops after ${counted(earlyStopping.patience, 'epoch')} without improvement`]
      : []),
  ].join(', ');
}

/** What a run has beside the usual, such as "weight decay 0.01, clipped by length at 1"; empty when nothing. */
export function refinementWords(spec: RunSpec): string {
  const { optimizer, loss, labelSmoothing, ema, microBatches, onNonFinite } = spec;
  const { clip, weightDecay } = optimizer;
  const stops = stopWords(spec);
  const { metric } = spec.best;
  return [
    ...(loss === 'softmax-cross-entropy' ? [] : [LOSS_NAMES[loss].toLowerCase()]),
    ...(labelSmoothing > 0 ? [`labels smoothed by ${setting(labelSmoothing)}`] : []),
    ...(weightDecay > 0 ? [`weight decay ${setting(weightDecay)}`] : []),
    ...(clip.by === 'none' ? [] : [`clipped ${CLIP_NAMES[clip.by].toLowerCase()} at ${setting(clip.max)}`]),
    ...(ema > 0 ? [`averaged by ${setting(ema)}`] : []),
    ...(isAugmenting(spec.augment) ? ['augmented'] : []),
    ...(microBatches > 1 ? [`in ${count(microBatches)} parts`] : []),
    ...(stops === '' ? [] : [stops]),
    ...(metric === 'valLoss' ? [] : [`best by ${BEST_NAMES[metric]}`]),
    ...(onNonFinite.do === 'roll-back' ? ['rolls back'] : []),
  ].join(', ');
}
