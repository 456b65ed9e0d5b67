import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../durable/atomic-file';
import type { LibraryUse } from '../check/check-context';
import { checkLibrary, newCheck } from '../check/check-library';
import { unusedLibrary } from '../check/unused-library';
import { prepareLibrary, type Library } from '../library';
import { NOTES } from '../move/move-notes';
import { writeZip } from '../../zip/zip-writer';
import { isArchive } from './backup-target';
import { copyRun } from './copy-run';
import { copyChangingTree, copyStill, type Copying } from './copy-whole';

/** What can be had again, or means something in this folder alone. */
const LEFT_OUT: readonly string[] = ['downloads', 'runs-index.json', ...Object.values(NOTES)];
const isLeftOut = (name: string): boolean =>
  name.startsWith('.') || name.startsWith('studio.lock') || name.endsWith('.tmp') || LEFT_OUT.includes(name);

async function archive(folder: string, path: string, signal: AbortSignal): Promise<void> {
  const zip = await writeZip(path);
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      signal.throwIfAborted();
      if (!entry.isFile()) continue;
      const source = join(entry.parentPath, entry.name);
      await zip.addFile(source.slice(folder.length + 1).replaceAll('\\', '/'), source);
    }
    await zip.finish();
  } finally {
    await zip.close();
  }
}

/**
 * Copies a library while it is in use, looks at the copy as at any library, and puts it in its place as a whole.
 *
 * @param to a folder that is empty or not there, or an archive that is not there
 * @returns how many runs are in it, and how many things in it are not as they should be
 */
export async function copyLibraryInUse(
  library: Library,
  use: LibraryUse,
  to: string,
  copying: Copying,
): Promise<{ runs: number; findings: number }> {
  const [folder, zipped] = [`${to}.${process.pid}.tmp`, `${to}.${process.pid}.zip.tmp`];
  try {
    for (const name of await readdir(library.folder)) {
      if (isLeftOut(name) || name === 'runs') continue;
      const [source, target] = [join(library.folder, name), join(folder, name)];
      if ((await lstat(source)).isDirectory()) await copyChangingTree(source, target, copying);
      else await copyStill(source, target, copying);
    }
    for (const name of await readdir(library.runs)) {
      copying.signal.throwIfAborted();
      if (name.startsWith('.')) continue;
      const source = join(library.runs, name);
      if ((await lstat(source)).isDirectory())
        await copyRun(source, join(folder, 'runs', name), use, copying);
    }
    const copy = await prepareLibrary(folder);
    const result = newCheck(false);
    await checkLibrary(copy, unusedLibrary(copy), result, copying.signal);
    await syncFolder(folder);
    if (isArchive(to)) {
      await archive(folder, zipped, copying.signal);
      await rename(zipped, to);
    } else {
      await rmdir(to).catch(() => {});
      await rename(folder, to);
    }
    await syncFolder(dirname(to));
    return { runs: result.runs, findings: result.findings.length };
  } finally {
    for (const left of [folder, zipped]) await rm(left, { recursive: true, force: true });
  }
}
