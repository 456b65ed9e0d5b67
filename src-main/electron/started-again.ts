import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';
import { whereLibraryIs } from '../studio/move/where-library-is';
import { relaunch } from './desktop-updates';
import { givenLibrary } from './library-choice';
import { isLink, openableArguments } from './opened-arguments';

/**
 * What a second start tells the first one. Not Electron's own account of its arguments: Chromium puts switches before all
 * else there, so that nobody can tell what belonged to `--library`.
 */
export const startedSchema = z.object({ argv: z.array(z.string()), folder: z.string() });
export type Started = z.infer<typeof startedSchema>;

const later = new Set<string>();
let isPlanned = false;

/** Has the program, which saves and ends just now, start again and open these links and files. */
export function startAfterwards(opened: readonly string[], folder: string): void {
  for (const argument of opened) later.add(isLink(argument) ? argument : resolve(folder, argument));
  if (isPlanned) return;
  isPlanned = true;
  app.once('will-quit', () => {
    const argv = process.argv.slice(1);
    // What this one was to open has been opened.
    const done = new Set(openableArguments(argv));
    relaunch([...argv.filter((argument) => !done.has(argument)), ...later]);
  });
}

/** By whatever path it is meant, and wherever it was moved to. */
const placeOf = async (folder: string): Promise<string> => {
  const place = await whereLibraryIs(folder).catch(() => folder);
  return realpath(place).catch(() => place);
};

/** Says that a library that a second start named is not opened, if it did: there is one window, on one library. */
export async function tellOfOtherLibrary(
  { argv, folder }: Started,
  library: string,
  tell: (sentence: string) => void,
): Promise<void> {
  const given = givenLibrary({ argv, env: {} });
  if (given === undefined) return;
  const asked = resolve(folder, given);
  if ((await placeOf(asked)) === (await placeOf(library))) return;
  tell(
    `The library ${asked} was not opened: this Trainyard has ${library} open. Quit it first, or choose the other one under Settings.`,
  );
}
