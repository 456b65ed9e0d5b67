import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { TargetScale } from '@shared/contract/checkpoint';
import { rankOf, TOP_K } from '@shared/metrics/classification';
import type { BatchPlan, BatchSource } from '../data/batches/batch-source';
import type { SampleArray, SampleRows, StepRunner } from '../train/step-runner';

/** Of samples whose target is a class. */
export interface MeasuredClasses {
  samples: number;
  correct: number;
  /** mean over samples, in nats */
  loss: number;
  /** for how many the true class was among the first five guesses; null where there are no more classes */
  top5: number | null;
  /** counts; rows are true classes, columns predicted ones */
  confusion: number[][];
}

/** Of samples whose targets are values. */
export interface MeasuredValues {
  samples: number;
  /** mean over samples, of the values as they are scaled for training */
  loss: number;
  /** for each value, in its own unit: of all samples, in their order */
  truth: Float64Array[];
  predicted: Float64Array[];
}

export type Measured = MeasuredClasses | MeasuredValues;

/** What is predicted: so many classes, or values that are scaled so. */
export type MeasuredTarget = { classes: number } | { scale: TargetScale };

/** Keeps what was given for each sample. */
export interface SampleKeeper {
  /** @param rows places of these samples in their part of the dataset */
  keep(rows: Int32Array, losses: Float32Array, outputs: Float32Array, targets: ArrayLike<number>): void;
}

/** Takes the results of one batch after the other. */
interface Tally {
  add(samples: SampleRows, batch: Int32Array, outputs: Float32Array, predictions: Int32Array): void;
  measured(samples: number, loss: number): Measured;
}

/** The class of one row, whether it is a class or how likely each is. */
function classAt(targets: SampleArray, classes: number, row: number): number {
  if (targets instanceof Uint8Array) return targets[row]!;
  let most = 0;
  for (let i = 1; i < classes; i++)
    if (targets[row * classes + i]! > targets[row * classes + most]!) most = i;
  return most;
}

/** The classes of these rows, or their values as they are scaled for training. */
function targetsOf({ targets }: SampleRows, rows: Int32Array, target: MeasuredTarget): ArrayLike<number> {
  if ('classes' in target) return Array.from(rows, (row) => classAt(targets, target.classes, row));
  const width = target.scale.mean.length;
  return Array.from({ length: rows.length * width }, (_, at) => {
    const sample = Math.floor(at / width);
    return targets[rows[sample]! * width + (at % width)]!;
  });
}

function tallyClasses(classes: number): Tally {
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  let correct = 0;
  let top5 = 0;
  return {
    add({ targets }, batch, outputs, predictions) {
      for (let i = 0; i < batch.length; i++) {
        const label = classAt(targets, classes, batch[i]!);
        const predicted = predictions[i]!;
        if (predicted === label) correct++;
        if (classes > TOP_K && rankOf(outputs, classes, i, label) < TOP_K) top5++;
        confusion[label]![predicted]!++;
      }
    },
    measured: (samples, loss) => ({
      samples,
      correct,
      top5: classes > TOP_K ? top5 : null,
      loss,
      confusion,
    }),
  };
}

function tallyValues({ mean, deviation }: TargetScale, count: number): Tally {
  const width = mean.length;
  const truth = mean.map(() => new Float64Array(count));
  const predicted = mean.map(() => new Float64Array(count));
  let at = 0;
  return {
    add({ targets }, batch, outputs) {
      for (let i = 0; i < batch.length; i++, at++) {
        for (let value = 0; value < width; value++) {
          const inUnits = (scaled: number) => scaled * deviation[value]! + mean[value]!;
          truth[value]![at] = inUnits(targets[batch[i]! * width + value]!);
          predicted[value]![at] = inUnits(outputs[i * width + value]!);
        }
      }
    },
    measured: (samples, loss) => ({ samples, loss, truth, predicted }),
  };
}

/** What measuring takes of its source. */
export const measuringPlan = (runner: StepRunner, indices: Int32Array): BatchPlan => ({
  rows: indices,
  batch: runner.forwardBatch,
  epoch: undefined,
});

/**
 * How good the current weights are on chosen samples, by forward passes only.
 *
 * @param indices of samples in the source's part of the dataset
 * @param onProgress called between batches; returning false gives up, and undefined is the result
 * @param beside `keeper` is shown every batch as it was measured, `afterwards` says what is taken of the source afterwards
 */
export async function measure(
  runner: StepRunner,
  source: BatchSource,
  target: MeasuredTarget,
  indices: Int32Array,
  onProgress: (done: number) => boolean,
  { keeper, afterwards }: { keeper?: SampleKeeper; afterwards?: () => BatchPlan | undefined } = {},
): Promise<Measured | undefined> {
  const tally =
    'classes' in target ? tallyClasses(target.classes) : tallyValues(target.scale, indices.length);
  let lossSum = 0;
  const { forwardBatch } = runner;
  source.plan(measuringPlan(runner, indices), afterwards);
  for (let from = 0; from < indices.length; from += forwardBatch) {
    const count = Math.min(forwardBatch, indices.length - from);
    const taken = await source.take(from, count);
    const { losses, predictions, outputs } = runner.forward(taken.samples, taken.indices);
    for (let i = 0; i < count; i++) lossSum += losses[i]!;
    tally.add(taken.samples, taken.indices, outputs, predictions);
    keeper?.keep(
      indices.subarray(from, from + count),
      losses,
      outputs,
      targetsOf(taken.samples, taken.indices, target),
    );
    await yieldToMessages();
    if (!onProgress(from + count)) return undefined;
  }
  return tally.measured(indices.length, lossSum / indices.length);
}
