import type { RunSpec } from '@shared/spec/run-spec';
import { stepsOfOthers, totalStepsOf } from '@shared/spec/steps';
import type { TrainingPosition } from '../checkpoint/training-position';

/**
 * The step that a run ends at, as things stand now. The epochs that a run goes on from may have been longer or shorter than
 * its own, as on other samples: what is left is counted from where it stands.
 */
export function lastStepOf(
  spec: Pick<RunSpec, 'epochs' | 'stop'>,
  stepsPerEpoch: number,
  position: Pick<TrainingPosition, 'step' | 'epoch' | 'stepInEpoch'>,
): number {
  return totalStepsOf(spec, stepsPerEpoch, stepsOfOthers(position, stepsPerEpoch));
}
