import type { TrainingPosition } from '../checkpoint/training-position';
import type { StepRow } from './loop-input';
import type { StepBatches } from './step-runner';

/** Of each step of a call. */
type Results = Record<'losses' | 'correct', ArrayLike<number>>;

/**
 * Moves the position on by the steps of a call, up to the first one whose loss is no number.
 *
 * @param elapsed seconds that the call took
 * @returns a row for each of those steps
 */
export function advancePosition(
  position: TrainingPosition,
  { steps, batch, firstStep, learningRates }: StepBatches,
  results: Results,
  elapsed: number,
  { perEpoch, hasClasses }: { perEpoch: number; hasClasses: boolean },
): StepRow[] {
  const { epochSums } = position;
  const rows: StepRow[] = [];
  for (let i = 0; i < steps; i++) {
    const loss = results.losses[i]!;
    const correct = results.correct[i]!;
    if (firstStep + i === 1) position.firstLoss = loss;
    position.step++;
    position.stepInEpoch++;
    epochSums.samples += batch;
    epochSums.loss += loss * batch;
    epochSums.correct += correct;
    rows.push({
      step: position.step,
      epoch: position.epoch + position.stepInEpoch / perEpoch,
      seconds: position.seconds + (elapsed * (i + 1)) / steps,
      loss,
      accuracy: hasClasses ? correct / batch : NaN,
      learningRate: learningRates[i]!,
    });
    // The steps behind it were taken with what it spoiled.
    if (!Number.isFinite(loss)) break;
  }
  position.seconds += elapsed;
  position.epochSeconds += elapsed;
  position.trainSeconds += elapsed;
  return rows;
}
