import { readdir } from 'node:fs/promises';
import { errorCode } from '../faults/data-error';

/**
 * Names in a folder; none where it is not there. One that cannot be read now may have many.
 *
 * @throws what the system says, with its `code`
 */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
}
