import { augmentProblems } from './check-augment';
import { batchProblems } from './check-batch';
import { nonFiniteProblems } from './check-non-finite';
import { optimizerProblems } from './check-optimizer';
import { scheduleProblems } from './check-schedule';
import { finalTestProblems, stoppingProblems } from './check-stopping';
import { error, number, set, warning, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { isValidatedOn, stepsOf } from './steps';

const SMOOTHS: readonly RunSpec['loss'][] = ['softmax-cross-entropy', 'binary-cross-entropy'];

/** Cross-entropies compare likelihoods of classes, the others values. */
function targetProblems({ loss }: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  if (dataset?.target?.type !== 'values' || !SMOOTHS.includes(loss)) return [];
  return [
    error(
      'loss',
      `${dataset.name} has values to predict, and cross-entropy is for classes: use the mean squared error.`,
      set('Use the mean squared error', 'loss', 'mean-squared-error'),
      set('Use Huber', 'loss', 'huber'),
    ),
  ];
}

function lossProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  return [...targetProblems(spec, dataset), ...smoothingProblems(spec, dataset)];
}

function smoothingProblems(
  { loss, labelSmoothing }: RunSpec,
  dataset: CheckedDataset | undefined,
): Problem[] {
  if (labelSmoothing > 0.5 && SMOOTHS.includes(loss)) {
    return [
      warning(
        'labelSmoothing',
        `Label smoothing of ${labelSmoothing} takes most of the certainty away from the true class: little is left to learn. 0.1 is usual.`,
        set('Use 0.1', 'labelSmoothing', 0.1),
      ),
    ];
  }
  if (labelSmoothing === 0 || SMOOTHS.includes(loss)) return [];
  const isOfValues = dataset?.target?.type === 'values';
  return [
    error(
      'labelSmoothing',
      `Label smoothing goes with cross-entropy only${isOfValues ? '' : ': switch it off, or choose another loss'}.`,
      set('Switch it off', 'labelSmoothing', 0),
      ...(isOfValues ? [] : [set('Use cross-entropy', 'loss', 'softmax-cross-entropy')]),
    ),
  ];
}

/** A mean that looks back further than the run is long is still full of its first weights. */
function averageProblems({ ema }: RunSpec, total: number | undefined): Problem[] {
  const reach = Math.round(1 / (1 - ema));
  if (ema === 0 || total === undefined || reach < total) return [];
  const shorter = [0.99, 0.9].find((value) => value < ema && 10 / (1 - value) <= total);
  return [
    warning(
      'ema',
      `An average of ${ema} looks back over about ${number(reach)} steps, but the run has ${number(total)}: the model that is kept would lag far behind.`,
      ...(shorter === undefined ? [] : [set(`Use ${shorter}`, 'ema', shorter)]),
      set('Switch it off', 'ema', 0),
    ),
  ];
}

function habitProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const { precision, backend, shuffle, validation, checkpoint } = spec;
  const problems: Problem[] = [];
  if (precision === 'bfloat16' && backend === 'wasm') {
    problems.push(
      error(
        'precision',
        'WebAssembly computes in float32 only: use float32, or another backend.',
        set('Use float32', 'precision', 'float32'),
      ),
    );
  }
  if (!shuffle) {
    problems.push(
      warning(
        'shuffle',
        'Shuffling is off: every epoch shows the samples in the same order, which the model can lean on.',
        set('Shuffle', 'shuffle', true),
      ),
    );
  }
  if (!isValidatedOn(spec, dataset)) {
    problems.push(
      warning(
        'validation.fraction',
        'Nothing is held back for validation: over-fitting will not show, and no checkpoint can be called the best.',
        set('Hold back 10%', 'validation.fraction', 0.1),
      ),
    );
  }
  if (validation.folds === 1 || (validation.folds > 0 && validation.fold >= validation.folds)) {
    problems.push(
      error(
        'validation.fold',
        `There is no fold ${validation.fold} of ${validation.folds}: there are at least two, counted from 0.`,
        set('Use the first of 5', 'validation', { ...validation, folds: 5, fold: 0 }),
        set('No folds', 'validation', { ...validation, folds: 0, fold: 0 }),
      ),
    );
  }
  const { everyEpochs, everySteps, everyMinutes, best } = checkpoint;
  if (everyEpochs === 0 && everySteps === 0 && everyMinutes === 0 && !best) {
    problems.push(
      warning(
        'checkpoint',
        'No checkpoints are saved while the run goes on: if it is interrupted, all of it is lost.',
        set('Save each epoch', 'checkpoint.everyEpochs', 1),
      ),
    );
  }
  return problems;
}

/** The tutorial's "hyperparameters to tune" and "common mistakes", and others of their kind, as checks. */
export function trainingProblems(
  spec: RunSpec,
  dataset: CheckedDataset | undefined,
  theirs: number,
): Problem[] {
  const steps = dataset && stepsOf(spec, dataset, theirs);
  const total = steps?.total;
  return [
    ...optimizerProblems(spec),
    ...scheduleProblems(spec, dataset, total),
    ...lossProblems(spec, dataset),
    ...augmentProblems(spec, dataset),
    ...batchProblems(spec, dataset),
    ...averageProblems(spec, total),
    ...stoppingProblems(spec, dataset, steps?.perEpoch),
    ...finalTestProblems(spec, dataset),
    ...habitProblems(spec, dataset),
    ...nonFiniteProblems(spec),
  ];
}
