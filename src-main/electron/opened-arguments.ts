import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pageOfAddress } from '@shared/open/page-address';
import { SPEC_FILE_BYTES, SPEC_FILE_ENDING } from '@shared/open/spec-file';
import { RUN_FILE_ENDING } from '@shared/open/run-file';
import type { OpenedHere } from './deliver-opened';

/** On Windows and macOS the system opens a file with us however its ending is written. */
const endsIn = (path: string, ending: string) => path.toLowerCase().endsWith(ending);
const isFileOfOurs = (argument: string) =>
  endsIn(argument, SPEC_FILE_ENDING) || endsIn(argument, RUN_FILE_ENDING);

export const isLink = (argument: string): boolean => argument.startsWith('trainyard:');

/** The links and files of ours among a program's arguments; the rest is Chromium's, or not ours to open. */
export function openableArguments(argv: readonly string[]): string[] {
  return argv.filter(
    (one, place) =>
      argv[place - 1] !== '--library' && !one.startsWith('-') && (isLink(one) || isFileOfOurs(one)),
  );
}

/** What a link or a file means. @param folder against which a file's path is taken */
export async function openedBy(argument: string, folder: string): Promise<OpenedHere> {
  if (isLink(argument)) {
    const route = pageOfAddress(argument);
    return route === undefined
      ? { what: 'problem', sentence: `There is no page at ${argument.slice(0, 200)}.` }
      : { what: 'page', route };
  }
  const path = resolve(folder, argument);
  if (endsIn(path, RUN_FILE_ENDING)) return { what: 'run-file', path };
  const name = basename(path);
  try {
    if ((await stat(path)).size > SPEC_FILE_BYTES) {
      return { what: 'problem', sentence: `${name} is too large for the spec of a run.` };
    }
    return { what: 'spec', name, text: await readFile(path, 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { what: 'problem', sentence: `${name} cannot be read: ${why}.` };
  }
}
