import { mkdir, readdir, readlink, realpath, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { syncFolder } from '../../durable/atomic-file';
import { isWithin } from '../../places/is-within';
import { copyVerified, isSameStamp, stampOf } from './copy-verified';
import { filesOfLibrary, type LibraryEntry } from './library-files';
import type { MoveJournal } from './move-journal';

export interface CopyProgress {
  files: number;
  filesDone: number;
  bytes: number;
  bytesDone: number;
}

export interface CopyOptions {
  from: string;
  to: string;
  journal: MoveJournal;
  /** whether nothing writes into the library any more: then nothing may be missing, and nothing too many */
  isLast: boolean;
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A link within the library leads to the same place of the new one; one out of it, to where it led before. */
async function copyLink(library: string, path: string, target: string): Promise<void> {
  const source = join(library, path);
  const leadsTo = resolve(dirname(source), await readlink(source));
  const root = [library, await realpath(library)].find((its) => isWithin(its, leadsTo));
  const link = root === undefined ? leadsTo : relative(dirname(join(root, path)), leadsTo);
  await rm(target, { force: true });
  await symlink(link, target);
}

/** Removes what was copied before and is not in the library any more, and what was on its way when it was cut off. */
async function removeOthers(to: string, wanted: readonly LibraryEntry[]): Promise<void> {
  const torn = (await readdir(to, { recursive: true })).filter((path) => path.endsWith('.tmp'));
  for (const path of torn) await rm(join(to, path), { recursive: true, force: true });
  const paths = new Set(wanted.map(({ path }) => path));
  const others = (await filesOfLibrary(to, 'nothing')).filter(({ path }) => !paths.has(path));
  for (const { path, kind } of others.toReversed()) {
    if (kind === 'folder') await rmdir(join(to, path));
    else await rm(join(to, path), { force: true });
  }
}

/**
 * Copies what of a library is not there yet, or was changed since it was copied. It can be cut off anywhere, and done
 * again: what the journal has is not copied twice.
 *
 * @throws CopyDiffers; what the file systems say
 */
export async function copyLibrary(options: CopyOptions): Promise<CopyProgress> {
  const { from, to, journal, isLast, signal, onProgress } = options;
  const entries = await filesOfLibrary(from, isLast ? 'nothing' : 'gone');
  const files = entries.filter(({ kind }) => kind === 'file');
  const progress = {
    files: files.length,
    filesDone: 0,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesDone: 0,
  };
  const folders = new Set([to]);
  onProgress({ ...progress });
  for (const { path, kind, bytes } of entries) {
    signal.throwIfAborted();
    const [source, target] = [join(from, path), join(to, path)];
    try {
      if (kind === 'folder') {
        await mkdir(target, { recursive: true });
        folders.add(dirname(target)).add(target);
        continue;
      }
      if (kind === 'link') {
        await copyLink(from, path, target);
        continue;
      }
      const known = journal.files.get(path);
      const there = known && (await stat(target).catch(() => undefined));
      const before = progress.bytesDone;
      if (!known || there?.size !== known.size || !isSameStamp(known, await stampOf(source))) {
        const onBytes = (more: number) => {
          progress.bytesDone += more;
          onProgress({ ...progress });
        };
        const stamp = await copyVerified(source, target, { onBytes, signal });
        if (stamp) journal.note(path, stamp);
        else if (isLast) throw new Error(`${source} was changed while it was copied.`);
      }
      progress.bytesDone = before + bytes;
    } catch (error) {
      // Runs may train meanwhile: what they remove need not come along.
      if (isLast || !isGone(error)) throw error;
    }
    if (kind === 'file') progress.filesDone++;
    onProgress({ ...progress });
  }
  if (isLast) await removeOthers(to, entries);
  for (const folder of folders) await syncFolder(folder);
  return progress;
}
