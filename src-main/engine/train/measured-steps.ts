import type { RunSpec } from '@shared/spec/run-spec';
import type { TrainingPosition } from '../checkpoint/training-position';

/** What is asked of a step beside its loss. */
export type Wanted = 'norms' | 'norms and gradients';

/**
 * Which steps are measured: the first of the run, every so many, and the last full batch of each epoch. They follow from
 * the position alone, so that a resumed run measures the same ones.
 *
 * @param fullPerEpoch steps of an epoch that have a full batch; the others are too few samples to compare
 */
export class MeasuredSteps {
  constructor(
    readonly record: RunSpec['record'],
    readonly fullPerEpoch: number,
  ) {}

  /** What is wanted of the step that comes after `ahead` others; undefined when it is an ordinary one. */
  wantedOf(
    { step, stepInEpoch }: Pick<TrainingPosition, 'step' | 'stepInEpoch'>,
    ahead = 0,
  ): Wanted | undefined {
    const { normsEvery, histograms } = this.record;
    const inEpoch = stepInEpoch + ahead + 1;
    if (inEpoch > this.fullPerEpoch) return undefined;
    if (inEpoch === this.fullPerEpoch && histograms) return 'norms and gradients';
    if (normsEvery === 0) return undefined;
    const number = step + ahead + 1;
    const isDue = number === 1 || number % normsEvery === 0 || inEpoch === this.fullPerEpoch;
    return isDue ? 'norms' : undefined;
  }

  /** How many of the next `most` steps come before one that is measured. */
  ordinary(position: Pick<TrainingPosition, 'step' | 'stepInEpoch'>, most: number): number {
    for (let ahead = 0; ahead < most; ahead++) {
      if (this.wantedOf(position, ahead) !== undefined) return ahead;
    }
    return most;
  }
}
