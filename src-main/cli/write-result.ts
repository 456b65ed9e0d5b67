import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renameSynced, writeFileAtomically, writeSynced } from '../durable/atomic-file';
import { makeFolders } from '../durable/make-folders';
import { replaceFolder } from '../durable/replace-folder';
import { whyNotWritten } from '../durable/write-fault';
import { errorCode } from '../faults/data-error';
import { RunFailure } from './run-failure';
import { UsageError } from './usage-error';

function notWritten(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return new RunFailure(
    `${path} could not be written: ${whyNotWritten(code)}. Choose another place with --to.`,
    {
      cause: error,
    },
  );
}

async function kindOf(path: string): Promise<'nothing' | 'file' | 'folder'> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw notWritten(error, path);
  });
  return found === undefined ? 'nothing' : found.isDirectory() ? 'folder' : 'file';
}

const isThere = (path: string) =>
  new UsageError(`${path} is there already: choose another name, or replace it with --force.`, '--to');

/** Refuses a place for a file where something is in the way. @throws UsageError */
export async function refuseTakenFile(path: string, force: boolean): Promise<void> {
  const found = await kindOf(path);
  if (found === 'folder') throw new UsageError(`${path} is a folder: name a file in it with --to.`, '--to');
  if (found === 'file' && !force) throw isThere(path);
}

/**
 * Writes a file as a whole.
 *
 * @param force replaces a file that is there; a folder never
 * @throws UsageError when something is in the way, RunFailure when it cannot be written
 */
export async function writeResultFile(
  path: string,
  bytes: Uint8Array | string,
  force: boolean,
): Promise<void> {
  await refuseTakenFile(path, force);
  try {
    await makeFolders(dirname(path));
    await writeFileAtomically(path, bytes);
  } catch (error) {
    throw notWritten(error, path);
  }
}

/**
 * Writes a folder with files as a whole: beside its place, and renamed.
 *
 * @param isOurs whether a folder with these entries is one that was written so before, which `force` may replace
 * @throws as `writeResultFile`
 */
export async function writeResultFolder(
  path: string,
  files: readonly { path: string; bytes: Uint8Array }[],
  force: boolean,
  isOurs: (entries: readonly string[]) => boolean,
): Promise<void> {
  const found = await kindOf(path);
  if (found === 'file') throw new UsageError(`${path} is a file, and a folder is to be written.`, '--to');
  const entries = found === 'folder' ? await readdir(path) : [];
  if (entries.length > 0 && !force) throw isThere(path);
  if (entries.length > 0 && !isOurs(entries)) {
    throw new UsageError(`${path} holds other things, and is not replaced: choose another folder.`, '--to');
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    for (const file of files) {
      const place = join(temporary, file.path);
      await makeFolders(dirname(place));
      await writeSynced(place, file.bytes);
    }
    if (found === 'folder') await replaceFolder(temporary, path);
    else await renameSynced(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw notWritten(error, path);
  }
}
