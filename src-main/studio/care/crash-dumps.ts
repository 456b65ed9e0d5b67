import { readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { readMinidump } from './minidump';

/** Larger ones are not Crashpad's, which holds stacks and no heap. */
const MOST_BYTES = 64 * 2 ** 20;

/** A dump that the program itself left. */
export interface ProgramDump {
  path: string;
  at: Date;
  /** what ended it: "SIGSEGV", "0xc0000005"; empty where the dump does not tell */
  cause: string;
}

function causeOf(code: number | undefined): string {
  if (code === undefined) return '';
  const hexadecimal = `0x${code.toString(16)}`;
  if (process.platform !== 'linux') return hexadecimal;
  return Object.entries(constants.signals).find(([, number]) => number === code)?.[0] ?? hexadecimal;
}

/**
 * Dumps of the program itself that were written after a moment, the oldest first. Those of its other processes are not
 * among them: the program outlived them, and reported their ends when they came.
 *
 * @param folder with Crashpad's own ones, `pending`, `completed` and the like, which differ between systems
 * @param since milliseconds of the epoch
 */
export function programDumps(folder: string, since: number): ProgramDump[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.dmp'),
  );
  return names
    .map((name) => join(folder, name))
    .flatMap((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat || stat.mtimeMs <= since || stat.size > MOST_BYTES) return [];
      const dump = readMinidump(readFileSync(path));
      return dump?.processType === 'browser' ? [{ path, at: stat.mtime, cause: causeOf(dump.code) }] : [];
    })
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
