import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Runs } from './runs/runs';
import { newestFirst } from './saved-order';
import { sideBySide } from './side-by-side';

/** Few, so that what a person asks for meanwhile need not wait for thousands. */
const RUNS_AT_ONCE = 8;

/** The checkpoints of one run, or of all, newest first. */
export async function checkpointsOf(runs: Runs, run: string | undefined): Promise<CheckpointSummary[]> {
  const ids = run === undefined ? runs.list().map(({ id }) => id) : [runs.record(run).id];
  const lists: CheckpointSummary[][] = [];
  await sideBySide(ids, RUNS_AT_ONCE, async (id) => {
    // It may have been discarded meanwhile.
    const record = runs.store.find(id);
    if (record) lists.push(await runs.keeper.list(record));
  });
  return newestFirst(lists);
}
