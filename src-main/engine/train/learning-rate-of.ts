import { changedRateAt } from '@shared/schedule/changed-rate';
import type { RunSpec } from '@shared/spec/run-spec';
import type { TrainingPosition } from '../checkpoint/training-position';
import { lastStepOf } from './last-step-of';

/** The learning rate of a step, counted from 1, as things stand now: reduce-on-plateau moves with the position. */
export function learningRateOf(
  spec: RunSpec,
  stepsPerEpoch: number,
  position: TrainingPosition,
): (step: number) => number {
  const totalSteps = lastStepOf(spec, stepsPerEpoch, position);
  return (step) => position.rollBacks.factor * changedRateAt(spec, step, totalSteps, position.plateau.factor);
}
