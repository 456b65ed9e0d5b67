import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { ListedRun, RunSummary } from '@shared/contract/run';

/** A checkpoint that is tried out. */
export interface Subject {
  run: RunSummary;
  checkpoint: CheckpointSummary;
}

export const checkpointWords = ({ epoch, step, best, last }: CheckpointSummary): string =>
  `${epoch > 0 ? `epoch ${epoch}` : `step ${step}`}${best ? ', the best' : last ? ', the last' : ''}`;

/** Whether two runs can be asked about the same thing: they are shown the same, and say the same. */
export const areAlike = (
  one: Pick<ListedRun, 'inputShape' | 'target' | 'spec'>,
  other: Pick<ListedRun, 'inputShape' | 'target' | 'spec'>,
): boolean =>
  one.inputShape.join() === other.inputShape.join() &&
  one.target.type === other.target.type &&
  one.spec.data.dataset === other.spec.data.dataset;
