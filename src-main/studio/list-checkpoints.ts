import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Runs } from './runs';

/** The checkpoints of one run, or of all, newest first. */
export async function checkpointsOf(runs: Runs, run: string | undefined): Promise<CheckpointSummary[]> {
  const ids = run === undefined ? runs.list().map(({ id }) => id) : [run];
  const lists = await Promise.all(ids.map((id) => runs.keeper.list(runs.record(id))));
  return lists.flat().sort((a, b) => b.savedAt.localeCompare(a.savedAt));
}
