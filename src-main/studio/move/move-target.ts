import { mkdir, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errorCode } from '../../faults/data-error';
import { isWithin } from '../../places/is-within';
import { placeToCopyTo } from '../place-to-copy-to';
import { Refusal } from '../refusal';
import { copiedFrom } from './move-journal';
import { NOTES, readMoved, readMovedFrom } from './move-notes';

/** What systems put into folders and roots of drives by themselves. */
const OF_THE_SYSTEM: readonly string[] = [
  '.DS_Store',
  '.Trashes',
  '.fseventsd',
  '.Spotlight-V100',
  'lost+found',
  'System Volume Information',
  '$RECYCLE.BIN',
];

/** Whether a folder has nothing in it, or only what an earlier try to move this library there has left. */
async function isOurs(folder: string, library: string): Promise<boolean> {
  const names = (await readdir(folder)).filter((name) => !OF_THE_SYSTEM.includes(name));
  const signpost = (await readMoved(folder))?.to;
  const others = signpost === library ? names.filter((name) => name !== NOTES.moved) : names;
  if (others.length === 0) return true;
  const from = (await copiedFrom(folder)) ?? (await readMovedFrom(folder))?.from;
  return from === library;
}

function whyNot(error: unknown): string {
  const code = errorCode(error);
  if (code === 'EACCES' || code === 'EPERM') return 'permission is denied there.';
  if (code === 'EROFS') return 'nothing can be written there.';
  if (code === 'ENOSPC') return 'that disk is full.';
  if (code === 'ENOENT') return 'no folder can be made there. Choose one on a disk.';
  return error instanceof Error ? `${error.message}.` : String(error);
}

/**
 * Makes the folder that a library is to be moved to, where it is missing.
 *
 * @returns its absolute path
 * @throws Refusal
 */
export async function prepareTarget(library: string, asked: string): Promise<string> {
  const refuse = (why: string) => Refusal.of('to', why);
  if (!isAbsolute(asked)) throw refuse(`"${asked}" is no whole path: it has to begin at the root.`);
  const to = resolve(asked);
  const [here, there] = [await realpath(library), await placeToCopyTo(to)];
  if (there === here) throw refuse('That is where the library is now.');
  if (isWithin(here, there) || isWithin(there, here)) {
    throw refuse('The one folder lies within the other: choose one beside it.');
  }
  const found = await stat(to).catch(() => undefined);
  if (found && !found.isDirectory()) throw refuse(`${to} is a file.`);
  if (found && !(await isOurs(to, library))) {
    throw refuse(
      `${to} is not empty: name a folder in it that is not there yet, such as ${join(to, 'Trainyard')}.`,
    );
  }
  if (!found) {
    if (!(await stat(dirname(to)).catch(() => undefined))?.isDirectory()) {
      throw refuse(`There is no folder ${dirname(to)} to make it in.`);
    }
    await mkdir(to).catch((error: unknown) => {
      throw refuse(`${to} cannot be made: ${whyNot(error)}`);
    });
  }
  return to;
}

/** Removes all that a move put into a folder, which was empty before; the folder too, where that can be. */
export async function clearTarget(folder: string, kept: readonly string[] = []): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => !OF_THE_SYSTEM.includes(name) && !kept.includes(name));
  // What says that it is half a copy goes last.
  const inOrder = [
    ...own.filter((name) => name !== NOTES.journal),
    ...own.filter((name) => name === NOTES.journal),
  ];
  for (const name of inOrder) await rm(join(folder, name), { recursive: true, force: true });
  if (kept.length === 0) await rmdir(folder).catch(() => {});
}
