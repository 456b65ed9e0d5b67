import { lstat, mkdir, open, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeSynced } from '../../durable/atomic-file';
import { errorCode } from '../../faults/data-error';
import { copyVerified } from '../move/copy-verified';

/** A file that is replaced again and again is tried so many times. */
const TRIES = 5;

export interface Copying {
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
}

/** Copies a file as it is at one moment. @throws when it keeps changing; what the file systems say */
export async function copyStill(from: string, to: string, copying: Copying): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (await copyVerified(from, to, copying)) return;
  }
  throw new Error(`${from} was changed again and again while it was copied: try again when nothing trains.`);
}

/** Copies the beginning of a file that grows meanwhile. @param length in bytes */
export async function copyBeginning(
  from: string,
  to: string,
  length: number,
  copying: Copying,
): Promise<void> {
  copying.signal.throwIfAborted();
  await mkdir(dirname(to), { recursive: true });
  const file = await open(from, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, 0);
    await writeSynced(to, bytes.subarray(0, bytesRead));
    copying.onBytes(bytesRead);
  } finally {
    await file.close();
  }
}

/** What is on its way in or out, or belongs to no library. */
const isPassing = (name: string): boolean =>
  name.endsWith('.tmp') || name.endsWith('.removed') || name.startsWith('.import-');

/** Copies a folder in which files are only ever added or replaced as a whole. @throws ENOENT where one is removed meanwhile */
export async function copyTree(from: string, to: string, copying: Copying): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (isPassing(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    const found = await lstat(source);
    if (found.isDirectory()) await copyTree(source, target, copying);
    else if (found.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (found.isFile()) await copyStill(source, target, copying);
  }
  await syncFolder(to);
}

/** The same for a folder from which things may be removed meanwhile: then it is copied anew. */
export async function copyChangingTree(from: string, to: string, copying: Copying): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await copyTree(from, to, copying);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || tries === TRIES) throw error;
      await rm(to, { recursive: true, force: true });
    }
  }
}
