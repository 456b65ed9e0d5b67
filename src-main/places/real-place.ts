import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../faults/data-error';

/** A place that cannot be found out: it is a link to nowhere, or its folder may not be read. */
export class PlaceUnknown extends Error {}

/**
 * Where a path really leads, all links followed: of what is not there yet, by the folder that it would be made in.
 *
 * @throws {PlaceUnknown}
 */
export async function realPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    const parent = dirname(absolute);
    // Whoever writes to a link to nowhere would make what it names, wherever that is.
    const isLink = (await lstat(absolute).catch(() => undefined))?.isSymbolicLink() ?? false;
    if (errorCode(error) !== 'ENOENT' || isLink || parent === absolute) {
      throw new PlaceUnknown(`Nobody can tell where ${absolute} leads.`, { cause: error });
    }
    return join(await realPlace(parent), basename(absolute));
  }
}
