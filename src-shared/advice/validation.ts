import type { Advice, RecordedRun } from './recorded-run';
import { halfInterval, median, smoothed } from './statistics';

/** With fewer samples of each class, one more or less that is right moves the accuracy too far. */
const PER_CLASS = 20;
/** An interval that is narrower than this, to each side, is good enough to choose by. */
const NARROW = 0.01;
/** Epochs that differ from their neighbours by more than this part of the loss hide which of them is best. */
const NOISY = 0.25;
const LEAST_EPOCHS = 6;
/** Of so many epochs in a row a class has to be missed. */
const MISSED_EPOCHS = 2;
const NAMED = 3;

const percent = (share: number) => (share * 100).toFixed(share < 0.1 ? 1 : 0);

/** How many more samples are held back; undefined where that cannot be changed by a share. */
function moreHeldBack({ fraction, folds }: { fraction: number; folds: number }) {
  if (folds > 0 || fraction === 0 || fraction >= 0.2) return [];
  const value = fraction < 0.1 ? 0.1 : 0.2;
  return [
    {
      label: `Hold back ${value * 100} % for validation`,
      changes: [{ path: 'validation.fraction', value }],
    },
  ];
}

/** So few validation samples that what they say is mostly chance. */
export function validationSmall({ spec, classes, epochs, details }: RecordedRun): Advice | undefined {
  const samples = details.at(-1)?.classes.reduce((sum, { support }) => sum + support, 0) ?? 0;
  const accuracy = epochs.at(-1)?.valAccuracy;
  if (samples === 0 || accuracy === null || accuracy === undefined || spec.validation.folds > 0)
    return undefined;
  const half = halfInterval(accuracy, samples);
  if (samples >= PER_CLASS * classes.length || half < NARROW) return undefined;
  return {
    kind: 'validation-small',
    title: `Validation has only ${samples} samples: its accuracy is known to ± ${percent(half)} points.`,
    why: 'Which epoch is best is then mostly chance.',
    mends: moreHeldBack(spec.validation),
  };
}

/** Validation loss that jumps from epoch to epoch. */
export function validationNoisy({ spec, epochs }: RecordedRun): Advice | undefined {
  // What falls quickly at first is no noise.
  const values = epochs.slice(2).flatMap(({ valLoss }) => (valLoss === null ? [] : [valLoss]));
  if (values.length < LEAST_EPOCHS) return undefined;
  const smooth = smoothed(values);
  const share = median(values.map((value, at) => Math.abs(value - smooth[at]!) / smooth[at]!).slice(1, -1));
  if (!(share > NOISY)) return undefined;
  const rate = spec.optimizer.learningRate;
  return {
    kind: 'validation-noisy',
    title: `Validation loss jumps by ${percent(share)} % from one epoch to the next.`,
    why: 'Which epoch is best is then mostly chance. More validation samples, a lower learning rate towards the end, or averaged weights smooth it.',
    mends: [
      ...moreHeldBack(spec.validation),
      ...(spec.ema === 0
        ? [{ label: 'Average the weights (0.99)', changes: [{ path: 'ema', value: 0.99 }] }]
        : []),
      ...(spec.optimizer.schedule.name === 'constant'
        ? [
            {
              label: `Let the rate fall from ${rate} by a cosine`,
              changes: [{ path: 'optimizer.schedule', value: { name: 'cosine' } }],
            },
          ]
        : []),
    ].slice(0, 2),
  };
}

/** Classes that no validation sample was taken for, epoch after epoch. */
export function classesNeverPredicted({ classes, details }: RecordedRun): Advice | undefined {
  const last = details.filter((detail) => detail.classes.length === classes.length).slice(-MISSED_EPOCHS);
  if (last.length < MISSED_EPOCHS || classes.length < 2) return undefined;
  const missed = classes.filter((_, at) =>
    last.every((detail) => {
      const its = detail.classes[at];
      return its !== undefined && its.support >= 5 && its.recall === 0 && its.precision === 0;
    }),
  );
  if (missed.length === 0) return undefined;
  const named = missed.slice(0, NAMED).map((name) => `“${name}”`);
  const more = missed.length > NAMED ? ` and ${missed.length - NAMED} more` : '';
  const given = classes.filter((name) => !missed.includes(name));
  return {
    kind: 'classes-never-predicted',
    title:
      given.length === 1
        ? `The model says “${given[0]}” to every validation sample.`
        : `${missed.length} of ${classes.length} classes are never predicted: ${named.join(', ')}${more}.`,
    why: 'Their samples are all taken for others. Either there are too few of them, or training went wrong early: the Classes tab shows which.',
    mends: [],
  };
}
