import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../faults/data-error';

/**
 * Makes a folder with all that lead to it. Node's own `mkdir` with `recursive` never ends where a file system says of a
 * folder that is there that it is not, as /proc does.
 *
 * @throws the system's error, such as EACCES, ENOTDIR, or EEXIST where a file has that name
 */
export async function makeFolders(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    // A file is in the way: the system says how.
    if (found && !found.isDirectory()) await mkdir(folder);
    if (found || dirname(at) === at) break;
    missing.unshift(at);
  }
  for (const one of missing) {
    await mkdir(one).catch((error: unknown) => {
      // Somebody else made it meanwhile.
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
}
