import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renameSynced } from '../durable/atomic-file';
import { crashPoint } from '../durable/crash-point';
import type { Library } from './library';
import { Refusal } from './refusal';

/** where runs will stand that are on their way just now, in this process */
const coming = new Set<string>();

interface Arrival {
  /** its id */
  run: string;
  /** says that it is on its way already */
  twice: string;
  /** Puts its files into a folder that is not there yet; throws where they are not what they should be. */
  fill: (staging: string) => Promise<void>;
}

/**
 * Puts a run from elsewhere among the library's. It is there under its name only when all of it is; else nothing is.
 *
 * @returns its folder, to be taken in
 * @throws Refusal when it is on its way already, and what `fill` throws
 */
export async function bringRunFolder(library: Library, { run, twice, fill }: Arrival): Promise<string> {
  const folder = join(library.runs, run);
  if (coming.has(folder)) throw Refusal.of('path', twice);
  coming.add(folder);
  // What begins with a dot is no run, and is cleared away when the library is opened.
  const staging = join(library.runs, `.${run}.coming.tmp`);
  try {
    await rm(staging, { recursive: true, force: true });
    await fill(staging);
    crashPoint('before taking over', staging);
    await renameSynced(staging, folder);
    return folder;
  } finally {
    await rm(staging, { recursive: true, force: true });
    coming.delete(folder);
  }
}
