import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAlive } from '../alive';

/** No dataset id begins with a dot, so a half-made folder is never taken for a dataset. */
const STAGING = /^\.import-(\d+)-/;
const inUse = new Set<string>();

/**
 * Makes an empty folder to build a dataset in, beside the datasets so that it can be renamed into place, and
 * removes those that killed imports left behind.
 */
export async function newStaging(datasetsFolder: string): Promise<string> {
  await mkdir(datasetsFolder, { recursive: true });
  for (const name of await readdir(datasetsFolder)) {
    const maker = STAGING.exec(name)?.[1];
    if (maker === undefined || inUse.has(name)) continue;
    const pid = Number(maker);
    // A process with our id that is not us is gone.
    if (pid === process.pid || !isAlive(pid)) {
      await rm(join(datasetsFolder, name), { recursive: true, force: true });
    }
  }
  const name = `.import-${process.pid}-${randomUUID()}`;
  // Before it is there: another import of ours may be clearing up meanwhile.
  inUse.add(name);
  const folder = join(datasetsFolder, name);
  await mkdir(folder);
  return folder;
}

/** Removes a staging folder, or forgets it when it has been renamed. */
export async function dropStaging(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  inUse.delete(basename(folder));
}
