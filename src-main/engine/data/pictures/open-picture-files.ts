import { stat } from 'node:fs/promises';
import { DataError, readingFailed } from '../data-error';
import { openFolder } from './folder-files';
import type { PictureFiles } from './picture-files';
import { openZip } from './zip-files';

/**
 * Lists the files of a folder, or of a zip archive.
 *
 * @throws DataError when there is neither
 * @throws the signal's reason when aborted
 */
export async function openPictureFiles(path: string, signal?: AbortSignal): Promise<PictureFiles> {
  const found = await stat(path).catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  if (found.isDirectory()) return openFolder(path, signal);
  if (found.isFile()) return openZip(path);
  throw new DataError(`${path} is neither a folder nor a zip file: choose one of these.`, 'path');
}
