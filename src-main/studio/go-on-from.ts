import { join, relative, sep } from 'node:path';
import { readingFailed } from '../faults/data-error';
import { findCheckpoints, lastOf, type FoundCheckpoint } from './checkpoints';

/**
 * The finished checkpoints of a run that is to go on, oldest first.
 *
 * @throws DataError when a newer one than the newest that looks right cannot be read just now: it may be whole, and going
 *   on from an older one, or from the beginning, would do the steps between once more
 */
export async function checkpointsToGoOnFrom(runFolder: string): Promise<FoundCheckpoint[]> {
  const unread: { error: unknown; path: string }[] = [];
  const found = await findCheckpoints(runFolder, (error, path) => unread.push({ error, path }));
  const newest = lastOf(found)?.document.id;
  const idOf = (path: string) => relative(join(runFolder, 'checkpoints'), path).split(sep)[0]!;
  const isNewer = (id: string) =>
    newest === undefined || id.localeCompare(newest, 'en', { numeric: true }) > 0;
  const inTheWay = unread.find(({ path }) => isNewer(idOf(path)));
  if (inTheWay) throw readingFailed(inTheWay.error, inTheWay.path);
  return found;
}
