import type { CheckpointDocument } from '@shared/contract/checkpoint';
import type { RunSpec } from '@shared/spec/run-spec';
import type { TrainingPosition } from '../checkpoint/training-position';

export type SaveReasons = CheckpointDocument['reasons'];

/**
 * Why a checkpoint is due between two steps; empty where none is.
 *
 * @param savedSeconds of training, when the last one was saved
 */
export function dueWithinEpoch(
  { everySteps, everyMinutes }: RunSpec['checkpoint'],
  position: Pick<TrainingPosition, 'step' | 'seconds'>,
  savedSeconds: number,
): SaveReasons {
  const due: SaveReasons = [];
  if (everySteps > 0 && position.step % everySteps === 0) due.push('steps');
  const isMinutesOver = everyMinutes > 0 && position.seconds - savedSeconds >= everyMinutes * 60;
  if (isMinutesOver) due.push('minutes');
  return due;
}
