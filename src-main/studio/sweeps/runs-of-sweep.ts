import { labelRuns } from '../runs/label-runs';
import type { RunFolders } from '../runs/run-folders';
import type { Runs } from '../runs/runs';
import { NotFound, Refusal } from '../refusal';
import type { SweepRecord } from './sweep-record';

/**
 * Moves runs into the bin, one after the other.
 *
 * @returns why some of them stayed, in a sentence each
 */
export async function discardRuns(
  folders: Pick<RunFolders, 'discard'>,
  ids: readonly string[],
): Promise<string[]> {
  const refused: string[] = [];
  for (const run of ids) {
    await folders.discard(run).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      refused.push(error.message);
    });
  }
  return refused;
}

/** Brings runs back from the bin. Those that were deleted meanwhile, or brought back alone, are passed over. */
export async function restoreRuns(
  folders: Pick<RunFolders, 'restore'>,
  ids: readonly string[],
): Promise<void> {
  for (const run of ids) {
    await folders.restore(run).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error;
    });
  }
}

/** Has the runs of a sweep that are in the experiment of its name before stay in that of its name now. */
export async function renameExperiment(
  runs: Pick<Runs, 'list' | 'record' | 'news'>,
  { id, name }: Pick<SweepRecord, 'id' | 'name'>,
  before: string,
): Promise<void> {
  if (name === before) return;
  const its = runs.list().filter((run) => run.sweep?.id === id && run.experiment === before);
  if (its.length === 0) return;
  await labelRuns(
    runs,
    its.map(({ id: run }) => ({ run, experiment: name, addTags: [], removeTags: [] })),
  );
}
