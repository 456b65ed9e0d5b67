import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LibraryError } from '../studio/library-error';
import { acquireLibraryLock, type LockRecord } from '../studio/library-lock';
import { whereLibraryIs } from '../studio/move/where-library-is';
import { openStudio, type Studio, type StudioOptions } from '../studio/studio';
import { openLocalDoor } from './local-door';

export interface OwnLibrary {
  studio: Studio;
  /** How many other programs are attached to have something done. */
  guests(): number;
  /** Closes the studio, gives the library free and shuts the local door, in this order. */
  close(how: { save: boolean }): Promise<void>;
}

/** Either this process is the library's one studio now, or it says which live studio is. */
export type OpenedLibrary = { own: OwnLibrary } | { heldBy: LockRecord };

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch(async (error: unknown) => {
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory()) throw error;
  });
}

/** Node's own recursive `mkdir` never comes back where a file system refuses with ENOENT, /proc for one. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const parent = dirname(folder);
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing || parent === folder) throw error;
    await makeFolders(parent);
    await makeFolder(folder);
  }
}

async function makeLibraryFolder(folder: string): Promise<void> {
  await makeFolders(folder).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LibraryError(
      `The library folder ${folder} cannot be made (${reason}): choose another with --library.`,
      { cause: error },
    );
  });
}

/** Whether the folder of a library is to be made where it is missing. */
export type LibraryFolder = 'made' | 'there';

async function expectLibraryFolder(folder: string): Promise<void> {
  // Where a drive is mounted there may be an empty folder without it.
  const found = await stat(join(folder, 'runs')).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new LibraryError(
    `The library folder ${folder} is gone: connect its drive again, or put the folder back where it was.`,
  );
}

/**
 * Opens a library for any shell: locks it, opens the local door through which terminals attach, and starts
 * the studio.
 *
 * @param wanted `there` for a library that was there before: an empty one in its place would look like a loss
 * @throws {LibraryError} one sentence, when the library cannot be used
 */
export async function openLibrary(
  { libraryFolder, ...rest }: StudioOptions,
  wanted: LibraryFolder = 'made',
): Promise<OpenedLibrary> {
  const options = { ...rest, libraryFolder: await whereLibraryIs(libraryFolder) };
  await (wanted === 'made' ? makeLibraryFolder : expectLibraryFolder)(options.libraryFolder);
  // Open before the lock is taken: a lock at whose address nobody answers counts as left behind.
  const door = await openLocalDoor();
  try {
    const { address, token } = door;
    const lock = await acquireLibraryLock(options.libraryFolder, { address, token, pid: process.pid });
    if ('heldBy' in lock) {
      await door.close();
      return lock;
    }
    try {
      const studio = await openStudio(options);
      door.serve(studio.router);
      const close = async (how: { save: boolean }) => {
        // Who came now would only be thrown out again; refused, it tries until the lock is free.
        door.shut();
        try {
          await studio.close(how);
        } finally {
          await lock.release();
          await door.close();
        }
      };
      return { own: { studio, guests: door.guests, close } };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    await door.close();
    throw error;
  }
}
