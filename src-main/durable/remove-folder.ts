import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameSynced } from './atomic-file';
import { crashPoint } from './crash-point';

/** A folder under this ending is on its way out. */
const REMOVED = '.removed';

/**
 * Removes a folder as a whole: it is renamed away first, so that whatever happens nobody finds half of it under
 * its name.
 */
export async function removeFolder(folder: string): Promise<void> {
  const away = join(dirname(folder), `.${basename(folder)}${REMOVED}`);
  await renameSynced(folder, away);
  crashPoint('before remove', away);
  await rm(away, { recursive: true, force: true });
  crashPoint('after remove', away);
}

/** Clears away what was being made or removed in a folder when its process was killed. */
export async function clearLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.endsWith('.tmp') || name.endsWith(REMOVED));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
