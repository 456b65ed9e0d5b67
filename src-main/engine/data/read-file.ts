import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from './data-error';

/** How often a file that somebody makes is looked for, in milliseconds. */
const LOOK_EVERY = 50;

/** Resolves when a file is there. */
export async function fileIsThere(path: string): Promise<void> {
  while ((await stat(path).catch(() => undefined)) === undefined) await sleep(LOOK_EVERY);
}

export const missingFile = (path: string): DataError =>
  new DataError(`${path} is missing. Import the data again.`);
export const wrongSize = (path: string, size: number, expected: number): DataError =>
  new DataError(`${path} has ${size} bytes where ${expected} were expected. Import the data again.`);
export const becameShorter = (path: string): DataError =>
  new DataError(`${path} became shorter while it was read.`);

/**
 * Fills an array with a whole file.
 *
 * @param waitForMissing wait while it is not there yet, because another engine makes it
 * @throws DataError when it is missing, or not of the array's size
 */
export async function readWholeFile(
  path: string,
  array: Uint8Array | Float32Array | Int32Array,
  waitForMissing: boolean,
): Promise<void> {
  const into = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (waitForMissing) await fileIsThere(path);
  const handle = await open(path, 'r').catch(() => {
    throw missingFile(path);
  });
  try {
    const { size } = await handle.stat();
    if (size !== into.byteLength) throw wrongSize(path, size, into.byteLength);
    let read = 0;
    while (read < into.byteLength) {
      const { bytesRead } = await handle.read(into, read, into.byteLength - read, read);
      if (bytesRead === 0) throw becameShorter(path);
      read += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
