import type { TrainJob } from '@shared/contract/engine-job';
import { hasWaitedEnough } from '@shared/schedule/early-stopping';
import type { ReadCheckpoint } from '../checkpoint/read-checkpoint';
import { freshPosition, type TrainingPosition } from '../checkpoint/training-position';

/**
 * Where a run goes on that another one came to: its minutes are its own, patience that is used up is new, and so is the
 * best, since a run's result is one of its own checkpoints.
 */
function takenOver({ earlyStopping }: TrainJob['spec'], position: TrainingPosition): TrainingPosition {
  const early = hasWaitedEnough(earlyStopping, position.early)
    ? { ...position.early, epochsWithout: 0 }
    : position.early;
  return { ...position, early, best: null, secondsBefore: position.seconds };
}

/**
 * Where a job begins to train: at step 0, where its own checkpoint stands, or where its parent's stood.
 *
 * @param from what the job begins with; undefined when it begins with nothing
 */
export function startingPosition(
  job: Pick<TrainJob, 'begin' | 'generation' | 'run' | 'spec'>,
  from: { document: Pick<ReadCheckpoint['document'], 'run'>; position: TrainingPosition } | undefined,
): TrainingPosition {
  if (from === undefined) return freshPosition(job.generation);
  if (job.begin?.mode === 'weights') {
    // What it knows already is in the parent's scale.
    const { targetScale } = from.position;
    return { ...freshPosition(job.generation), ...(targetScale && { targetScale }) };
  }
  const position = { ...from.position, generation: job.generation };
  return from.document.run === job.run ? position : takenOver(job.spec, position);
}
