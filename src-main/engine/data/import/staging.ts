import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { IMPORT_FILE, JOURNAL_FILE, KEPT_MS, STAGING_NAME } from '@shared/contract/interrupted-import';
import { isAlive } from '../../../durable/alive';
import { errorCode } from '../data-error';

const inUse = new Set<string>();

/** No dataset id begins with a dot, so a half-made folder is never taken for a dataset. */
const newName = () => `.import-${process.pid}-${randomUUID()}`;

/** Folders of imports that were killed. */
async function abandoned(datasetsFolder: string): Promise<string[]> {
  const names = await readdir(datasetsFolder);
  return names.filter((name) => {
    const maker = STAGING_NAME.exec(name)?.[1];
    if (maker === undefined || inUse.has(name)) return false;
    const pid = Number(maker);
    // A process with our id that is not us is gone.
    return pid === process.pid || !isAlive(pid);
  });
}

/** Whether what a killed import has done is still kept for one that goes on with it. */
async function isKept(folder: string): Promise<boolean> {
  try {
    await stat(join(folder, IMPORT_FILE));
    return Date.now() - (await stat(join(folder, JOURNAL_FILE))).mtimeMs < KEPT_MS;
  } catch {
    return false;
  }
}

/**
 * Makes an empty folder to build a dataset in, beside the datasets so that it can be renamed into place, and
 * removes those that killed imports left behind, unless another import may go on with them.
 */
export async function newStaging(datasetsFolder: string): Promise<string> {
  await mkdir(datasetsFolder, { recursive: true });
  for (const left of await abandoned(datasetsFolder)) {
    const folder = join(datasetsFolder, left);
    if (!(await isKept(folder))) await rm(folder, { recursive: true, force: true });
  }
  const name = newName();
  // Before it is there: another import of ours may be clearing up meanwhile.
  inUse.add(name);
  const folder = join(datasetsFolder, name);
  await mkdir(folder);
  return folder;
}

/**
 * Takes over the folder of a killed import: under our name nobody else touches it.
 *
 * @param isWanted looks into one of them
 * @returns undefined where there is none
 */
export async function adoptStaging(
  datasetsFolder: string,
  isWanted: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  const left = await abandoned(datasetsFolder).catch(() => []);
  for (const old of left) {
    const from = join(datasetsFolder, old);
    if (!(await isKept(from)) || !(await isWanted(from))) continue;
    const name = newName();
    inUse.add(name);
    try {
      await rename(from, join(datasetsFolder, name));
      return join(datasetsFolder, name);
    } catch (error) {
      inUse.delete(name);
      // Another import was quicker.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** Removes a staging folder, or forgets it when it has been renamed. */
export async function dropStaging(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  inUse.delete(basename(folder));
}

/** Leaves a staging folder for an import that goes on with it. */
export function leaveStaging(folder: string): void {
  inUse.delete(basename(folder));
}
