import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DataError, readingFailed } from '../data-error';

/**
 * A file as it was when it was opened. An import reads its files more than once and matches the readings row by row, so
 * all of them have to be of the same content.
 */
export interface FileMark {
  path: string;
  /** changes when the file is written or replaced by another, be that of the same size */
  mark: string;
}

/** Times count in nanoseconds: a file can be rewritten within a millisecond. */
export const markOf = (path: string, { ino, size, mtimeNs, ctimeNs }: BigIntStats): FileMark => ({
  path,
  mark: `${ino} ${size} ${mtimeNs} ${ctimeNs}`,
});

/** @throws DataError when a file is no longer what it was when it was opened */
export async function checkUnchanged(...files: readonly FileMark[]): Promise<void> {
  for (const { path, mark } of files) {
    const now = await stat(path, { bigint: true }).catch((error: unknown) => {
      throw readingFailed(error, path);
    });
    if (markOf(path, now).mark === mark) continue;
    throw new DataError(`${path} was changed while it was read: import it again.`, 'path');
  }
}

/**
 * Does what reads files. Where that fails since one of them was changed meanwhile, that is said, and not what it led to.
 *
 * @throws DataError when it fails and a file was changed
 */
export async function blamingChanges<T>(
  files: readonly FileMark[],
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted !== true) await checkUnchanged(...files);
    throw error;
  }
}
