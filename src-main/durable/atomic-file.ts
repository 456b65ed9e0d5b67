import { closeSync, fsync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { crashPoint } from './crash-point';

const syncDescriptor = promisify(fsync);

/**
 * Makes the entries of a folder survive a power cut. Not every system lets a folder be opened for that. Opening takes
 * microseconds and is done at once: a turn of the event loop takes a training step.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      crashPoint('before sync', folder);
      await syncDescriptor(descriptor);
      crashPoint('after sync', folder);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EINVAL') throw error;
  }
}

/** Waits until what was written into a file is on the disk. */
export async function syncFile({ fd }: { fd: number }, path: string): Promise<void> {
  crashPoint('before sync', path);
  await syncDescriptor(fd);
  crashPoint('after sync', path);
}

/** Writes a file's bytes and waits until they are on the disk. @param mode who may read it, where it is made: everybody when left out */
export async function writeSynced(path: string, content: Uint8Array | string, mode?: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    crashPoint('before write', path);
    await file.writeFile(content);
    await syncFile(file, path);
  } finally {
    await file.close();
  }
}

/** Renames, and waits until that is on the disk; the old and the new place are in one folder. */
export async function renameSynced(from: string, to: string): Promise<void> {
  crashPoint('before rename', from);
  await rename(from, to);
  crashPoint('after rename', from);
  await syncFolder(dirname(to));
}

/**
 * Replaces a file as a whole: a reader, or whoever comes after a crash, sees the old content or the new
 * one, never a mixture.
 *
 * @param mode who may read it; everybody when left out
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  mode?: number,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeSynced(temporary, content, mode);
    await renameSynced(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
