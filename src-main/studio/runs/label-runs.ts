import type { LabelChange } from '@shared/contract/labels';
import type { ListedRun, RunSummary } from '@shared/contract/run';
import { sideBySide } from '../side-by-side';
import type { Runs } from './runs';

/** Each waits for the disk: a few side by side take as long as one. */
const LABELS_AT_ONCE = 32;

/**
 * Changes the labels of any number of runs.
 *
 * @throws NotFound when one of them is not there, before anything is changed
 */
export async function labelRuns(
  runs: Pick<Runs, 'record' | 'news'>,
  changes: readonly LabelChange[],
): Promise<ListedRun[]> {
  const records = changes.map(({ run }) => runs.record(run));
  try {
    await sideBySide(changes, LABELS_AT_ONCE, (change) => runs.record(change.run).label(change));
  } finally {
    // On a full disk some may be changed and others not.
    runs.news.tellListed(records);
  }
  return records.map((record) => record.listed());
}

/** @throws NotFound */
export async function renameRun(
  runs: Pick<Runs, 'record' | 'news'>,
  id: string,
  name: string,
): Promise<RunSummary> {
  const record = await runs.record(id).load();
  await record.rename(name);
  runs.news.tell(record);
  return record.summary();
}
