import { rm, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolders } from '../durable/make-folders';
import { readFormat, whyReadOnly } from './format/library-format';
import { LibraryError } from './library-error';

/** The folders of a library. */
export interface Library {
  readonly folder: string;
  readonly runs: string;
  readonly datasets: string;
  /** discarded runs */
  readonly bin: string;
  /** how fast the machines are that this library was opened on; made when something was measured */
  readonly machines: string;
  /** runs that are being put together; made with the first */
  readonly drafts: string;
  /** sweeps, each with its journal; made with the first */
  readonly sweeps: string;
  /** why nothing is written into it, in a sentence; empty where it is */
  readonly readOnly: string;
}

/**
 * Makes the library's folders where they are missing, and proves that they can be written. One of a newer format is left
 * as it is.
 *
 * @throws LibraryError in one sentence
 */
export async function prepareLibrary(path: string): Promise<Library> {
  const folder = resolve(path);
  const library = {
    folder,
    runs: join(folder, 'runs'),
    datasets: join(folder, 'datasets'),
    bin: join(folder, 'bin'),
    machines: join(folder, 'machines'),
    drafts: join(folder, 'drafts'),
    sweeps: join(folder, 'sweeps'),
    readOnly: whyReadOnly(await readFormat(folder)),
  };
  if (library.readOnly !== '') return library;
  try {
    await makeFolders(library.runs);
    await makeFolders(library.datasets);
    await makeFolders(library.bin);
    const trial = join(folder, `.writable-${process.pid}`);
    await writeFile(trial, '');
    await rm(trial);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why =
      { EACCES: 'permission is denied', EROFS: 'the disk is read-only', ENOSPC: 'the disk is full' }[code] ??
      { ENOTDIR: 'a part of its path is a file', EEXIST: 'a file of that name is in the way' }[code] ??
      code;
    throw new LibraryError(
      `The library folder ${folder} cannot be written: ${why}. Choose another with --library DIR.`,
    );
  }
  return library;
}

/** Bytes that are free on the library's disk. */
export async function bytesFree(library: Library): Promise<number> {
  const { bavail, bsize } = await statfs(library.folder);
  return bavail * bsize;
}
