import { lstat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ownDatasetIdSchema } from '@shared/contract/dataset';
import { DataError, errorCode, NoSpaceError, writingFailed } from '../data-error';
import { DRAWN_DIGITS } from '../drawn-digits/recipe';

export const idTaken = (id: string) =>
  new DataError(`There is a dataset with the id ${id} already: choose another.`, 'id');

/** @throws DataError when a dataset of that id cannot be made; none is looked for where it is left out */
export async function checkId(id: string | undefined, datasetsFolder: string): Promise<void> {
  if (id === undefined) return;
  const parsed = ownDatasetIdSchema.safeParse(id);
  if (!parsed.success) {
    throw new DataError(
      `The id "${id.slice(0, 80)}" cannot be used: ${parsed.error.issues[0]!.message}.`,
      'id',
    );
  }
  if (id === DRAWN_DIGITS.id || (await isThere(join(datasetsFolder, id)))) throw idTaken(id);
}

/** @throws NoSpaceError when so many bytes are not free on the disk of a folder */
export async function checkSpace(folder: string, wanted: number): Promise<void> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (wanted <= free) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6).toLocaleString('en');
  throw new NoSpaceError(
    `${folder} has ${megabytes(free)} MB left, but the dataset takes ${megabytes(wanted)} MB: free some space.`,
  );
}

/** Whether anything lies there, be it a link to nothing. @throws DataError when that cannot be seen */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw writingFailed(error, path);
  }
}
