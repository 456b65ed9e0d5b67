import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import type { TargetKind } from '@shared/export/target';
import { isAlive } from '../../durable/alive';
import { renameSynced, syncFolder, writeSynced } from '../../durable/atomic-file';
import { makeFolders } from '../../durable/make-folders';
import { replaceFolder } from '../../durable/replace-folder';
import { whyNotWritten } from '../../durable/write-fault';
import { errorCode } from '../../faults/data-error';
import { JobError } from '../job/report-channel';
import type { ExportedFile } from './exported-model';
import { PREPARATION_FILE } from './preparation';

export interface ExportTarget {
  /** absolute */
  path: string;
  kind: TargetKind;
  /** whether what is there already may be replaced: a file, or the folder of an earlier export */
  replace: boolean;
}

/** Why it could not be written, in a sentence; other errors as they are. */
function notWritten(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (error instanceof JobError || code === undefined) return error;
  return new JobError(
    `${path} could not be written: ${whyNotWritten(code)}. Choose another place; nothing was left behind.`,
    'to',
  );
}

/** Whether a folder is what an earlier export left, or has nothing in it. */
async function isReplaceable(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return names.length === 0 || names.includes(PREPARATION_FILE);
}

/**
 * Whether something is in the way that is to be replaced.
 *
 * @throws JobError when it may not be: nobody asked for it, or it is no export
 */
export async function mustReplace({ path, kind, replace }: ExportTarget): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw notWritten(error, path);
  });
  if (found === undefined) return false;
  const isFolder = found.isDirectory();
  if (kind === 'folder' ? !isFolder : !found.isFile()) {
    const [is, wanted] = isFolder ? ['a folder', 'a file'] : ['a file', 'a folder'];
    throw new JobError(`${path} is ${is}, where ${wanted} is to be written: choose another name.`, 'to');
  }
  if (isFolder && (await readdir(path)).length === 0) return true;
  if (!replace) throw new JobError(`${path} is there already: nothing was written.`, 'replace');
  if (isFolder && !(await isReplaceable(path))) {
    throw new JobError(
      `${path} is a folder, but no export: it is not replaced. Choose another name, or a folder within it.`,
      'to',
    );
  }
  return true;
}

async function writeFolder(folder: string, files: readonly ExportedFile[]): Promise<void> {
  await mkdir(folder);
  const folders = new Set([folder]);
  for (const { path, bytes } of files) {
    const place = join(folder, ...path.split('/'));
    await mkdir(dirname(place), { recursive: true });
    folders.add(dirname(place));
    await writeSynced(place, bytes);
  }
  for (const one of folders) await syncFolder(one);
}

/** All files in a folder of the archive's own name. Weights hardly shrink, and are stored as they are. */
function zipped(path: string, files: readonly ExportedFile[]): Uint8Array {
  const folder = basename(path).replace(/\.zip$/i, '') || 'model';
  const isText = (name: string) => /\.(json|md|py|txt|html|js|css)$/.test(name);
  return zipSync(
    Object.fromEntries(
      files.map(({ path: name, bytes }) => [
        `${folder}/${name}`,
        [bytes, { level: isText(name) ? 6 : 0 }] as const,
      ]),
    ),
  );
}

/** Removes what an engine that was killed left beside the place. */
async function clearStale(path: string): Promise<void> {
  const begin = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const owner = name.startsWith(begin) && /^(\d+)\.tmp$/.exec(name.slice(begin.length))?.[1];
    if (owner && !isAlive(Number(owner))) {
      await rm(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}

/**
 * Writes an export as a whole: under another name beside its place, and renamed when all of it is on the disk.
 *
 * @param alone the file that is written where the target is one file
 * @returns bytes on the disk
 * @throws JobError in one sentence when it cannot be written, or something is in the way; nothing is left behind then
 */
export async function writeExport(
  target: ExportTarget,
  files: readonly ExportedFile[],
  alone: ExportedFile,
): Promise<number> {
  const { path, kind } = target;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await mustReplace(target);
    await makeFolders(dirname(path));
    await clearStale(path);
    await rm(temporary, { recursive: true, force: true });
    if (kind === 'folder') await writeFolder(temporary, files);
    else await writeSynced(temporary, kind === 'zip' ? zipped(path, files) : alone.bytes);
    // Somebody may have put something there meanwhile.
    const isThere = await mustReplace(target);
    if (isThere && kind === 'folder') await replaceFolder(temporary, path);
    else await renameSynced(temporary, path);
    if (kind === 'folder') return files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    return (await stat(path)).size;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw notWritten(error, path);
  }
}
