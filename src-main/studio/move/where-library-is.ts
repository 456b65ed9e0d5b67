import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LibraryError } from '../library-error';
import { copiedFrom } from './move-journal';
import { NOTES, readMoved, readMovedFrom, removeNote } from './move-notes';

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (its) => its.isDirectory(),
    () => false,
  );

/**
 * Where a library is by now, after it was moved once or several times.
 *
 * @throws {LibraryError} where it was moved to cannot be reached, or the folder is half a copy
 */
export async function whereLibraryIs(folder: string): Promise<string> {
  const passed = new Set<string>();
  let here = folder;
  for (let moved = await readMoved(here); moved && !passed.has(here); moved = await readMoved(here)) {
    passed.add(here);
    if (!(await isFolder(join(moved.to, 'runs')))) {
      const others = await readdir(here).catch(() => []);
      const rest = others.some((name) => name !== NOTES.moved)
        ? ` What it held then is in ${here} still: take the file ${NOTES.moved} away there to use that.`
        : '';
      throw new LibraryError(
        `The library was moved to ${moved.to} on ${moved.at.slice(0, 10)}, and is not there: connect its drive.${rest}`,
      );
    }
    here = moved.to;
  }
  const from = await copiedFrom(here);
  if (from !== undefined) {
    if (!(await readMovedFrom(here))) {
      throw new LibraryError(
        `${here} is a copy of the library ${from} that was cut off: open that one, and its settings offer to go on.`,
      );
    }
    await removeNote(here, 'journal');
  }
  return here;
}
