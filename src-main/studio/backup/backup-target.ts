import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin } from '../../places/is-within';
import { placeToCopyTo } from '../place-to-copy-to';
import { Refusal } from '../refusal';

export const isArchive = (to: string): boolean => to.toLowerCase().endsWith('.zip');

/** "Trainyard backup 2026-01-31 14.05.09", which every file system takes. */
const datedName = (now: Date): string =>
  `Trainyard backup ${now.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.')}`;

/**
 * Where a backup is to be: the folder or archive that was asked for, or a new folder in one that has something in it.
 *
 * @throws Refusal
 */
export async function backupTarget(library: string, asked: string, now = new Date()): Promise<string> {
  const refuse = (why: string) => Refusal.of('to', why);
  if (!isAbsolute(asked)) throw refuse(`"${asked}" is no whole path: it has to begin at the root.`);
  const to = resolve(asked);
  if (isWithin(await realpath(library), await placeToCopyTo(to)))
    throw refuse('A backup within the library would be lost with it: choose a place elsewhere.');
  const found = await stat(to).catch(() => undefined);
  if (found && !found.isDirectory()) throw refuse(`${to} is there already: choose another name.`);
  if (found && (await readdir(to)).length > 0) return join(to, datedName(now));
  if (!(await stat(dirname(to)).catch(() => undefined))?.isDirectory()) {
    throw refuse(`There is no folder ${dirname(to)} to make it in.`);
  }
  return to;
}
