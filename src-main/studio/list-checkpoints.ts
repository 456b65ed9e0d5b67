import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Runs } from './runs';
import { newestFirst } from './saved-order';

/** The checkpoints of one run, or of all, newest first. */
export async function checkpointsOf(runs: Runs, run: string | undefined): Promise<CheckpointSummary[]> {
  const ids = run === undefined ? runs.list().map(({ id }) => id) : [run];
  const lists = await Promise.all(ids.map((id) => runs.keeper.list(runs.record(id))));
  return newestFirst(lists);
}
