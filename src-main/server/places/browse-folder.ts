import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FolderListing } from '@shared/contract/grants';
import { Refusal } from '../../studio/refusal';
import type { AllowedFolders } from './allowed-folders';

/** More than anybody looks through. */
const MOST_ENTRIES = 2000;

type Entry = FolderListing['entries'][number];

/** What a browser may see at a path; undefined for what it may not, or is neither file nor folder. */
async function entryAt(allowed: AllowedFolders, path: string, name: string): Promise<Entry | undefined> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || !allowed.has(real)) return undefined;
  const found = await stat(real).catch(() => undefined);
  if (found?.isDirectory()) return { name, path, kind: 'folder' };
  return found?.isFile() ? { name, path, kind: 'file' } : undefined;
}

const byName = (a: Entry, b: Entry): number =>
  a.kind === b.kind ? a.name.localeCompare(b.name, 'en', { numeric: true }) : a.kind === 'folder' ? -1 : 1;

/**
 * What lies in a folder.
 *
 * @param asked a path as it was typed; undefined for the only folder that may be used, or the list of them
 * @throws Refusal where a browser may not use it
 */
export async function browseFolder(
  allowed: AllowedFolders,
  asked: string | undefined,
): Promise<FolderListing> {
  const { folders } = allowed;
  const [only] = folders.length === 1 ? folders : [];
  if (asked === undefined && only === undefined) {
    const entries = folders.map((path): Entry => ({ name: path, path, kind: 'folder' }));
    return { folder: '', above: null, entries, more: 0 };
  }
  const folder = await realpath(await allowed.check(asked ?? only ?? '')).catch(() => {
    throw Refusal.of('folder', `There is no folder ${asked}.`);
  });
  if (!(await stat(folder)).isDirectory()) return browseFolder(allowed, dirname(folder));
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted();
  const found = await Promise.all(
    names.slice(0, MOST_ENTRIES).map((name) => entryAt(allowed, join(folder, name), name)),
  );
  const entries = found.filter((entry) => entry !== undefined).toSorted(byName);
  const isTop = folders.includes(folder);
  const above = !isTop ? dirname(folder) : only === undefined ? '' : null;
  return { folder, above, entries, more: Math.max(0, names.length - MOST_ENTRIES) };
}
