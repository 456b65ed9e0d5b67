import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, readingFailed } from '../../faults/data-error';
import { NOTES } from './move-notes';

/** One thing of a library, by its path in it. */
export interface LibraryEntry {
  path: string;
  kind: 'folder' | 'file' | 'link';
  bytes: number;
}

const OWN_NOTES: readonly string[] = Object.values(NOTES);

/** What belongs to the folder and not to the library: its lock, and what tells of moves. */
const isOfFolder = (name: string): boolean =>
  name.startsWith('studio.lock') ||
  name.startsWith('.studio.lock') ||
  name.startsWith('.writable-') ||
  OWN_NOTES.includes(name);

/** What is just being written or removed. */
const isPassing = (name: string): boolean => name.endsWith('.tmp') || name.endsWith('.removed');

/** What of a library may be left out: all that cannot be read, what has gone away meanwhile, or nothing. */
export type LeftOut = 'unreadable' | 'gone' | 'nothing';

/**
 * Everything in a library that is to be moved, folders before what is in them.
 *
 * @throws DataError where something cannot be read that may not be left out
 */
export async function filesOfLibrary(library: string, leftOut: LeftOut): Promise<LibraryEntry[]> {
  const found: LibraryEntry[] = [];
  const orLeaveOut = <Value>(reading: Promise<Value>, path: string): Promise<Value | undefined> =>
    reading.catch((error: unknown) => {
      if (leftOut === 'unreadable' || (leftOut === 'gone' && errorCode(error) === 'ENOENT')) return undefined;
      throw readingFailed(error, path);
    });
  const look = async (folder: string) => {
    const whole = join(library, folder);
    const entries = (await orLeaveOut(readdir(whole, { withFileTypes: true }), whole)) ?? [];
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isPassing(entry.name) || (folder === '' && isOfFolder(entry.name))) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        found.push({ path, kind: 'folder', bytes: 0 });
        await look(path);
      } else if (entry.isSymbolicLink()) found.push({ path, kind: 'link', bytes: 0 });
      else if (entry.isFile()) {
        const file = join(library, path);
        const its = await orLeaveOut(lstat(file), file);
        if (its) found.push({ path, kind: 'file', bytes: its.size });
      }
    }
  };
  await look('');
  return found;
}
