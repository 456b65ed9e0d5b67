import { batchProblems } from './check-batch';
import { nonFiniteProblems } from './check-non-finite';
import { optimizerProblems } from './check-optimizer';
import { scheduleProblems } from './check-schedule';
import { finalTestProblems, stoppingProblems } from './check-stopping';
import { error, number, set, warning, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';
import { stepsOf } from './steps';

const SMOOTHS: readonly RunSpec['loss'][] = ['softmax-cross-entropy', 'binary-cross-entropy'];

function lossProblems({ loss, labelSmoothing }: RunSpec): Problem[] {
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
  return [
    error(
      'labelSmoothing',
      'Label smoothing goes with cross-entropy only: switch it off, or choose another loss.',
      set('Switch it off', 'labelSmoothing', 0),
      set('Use cross-entropy', 'loss', 'softmax-cross-entropy'),
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

function habitProblems({ precision, backend, shuffle, validation, checkpoint }: RunSpec): Problem[] {
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
  if (validation.fraction === 0) {
    problems.push(
      warning(
        'validation.fraction',
        'Nothing is held back for validation: over-fitting will not show, and no checkpoint can be called the best.',
        set('Hold back 10%', 'validation.fraction', 0.1),
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
export function trainingProblems(spec: RunSpec, dataset: CheckedDataset | undefined): Problem[] {
  const steps = dataset && stepsOf(spec, dataset.trainCount);
  const total = steps?.total;
  return [
    ...optimizerProblems(spec),
    ...scheduleProblems(spec, total),
    ...lossProblems(spec),
    ...batchProblems(spec, dataset),
    ...averageProblems(spec, total),
    ...stoppingProblems(spec, steps?.perEpoch),
    ...finalTestProblems(spec, dataset),
    ...habitProblems(spec),
    ...nonFiniteProblems(spec),
  ];
}
