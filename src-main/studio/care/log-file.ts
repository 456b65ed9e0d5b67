import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'node:util';
import { withoutData } from './without-data';

/** What is written down of what goes wrong in a program that has no terminal. */
export interface LogFile {
  readonly path: string;
  write(level: 'error' | 'warning' | 'info', text: string): void;
  /** The last lines, oldest first. */
  tail(lines: number): string[];
}

const MOST_BYTES = 500_000;
/** Full ones: `trainyard.1.log` is the newest of them. */
const KEPT = 3;
/** A message that goes on and on. */
const MOST_LETTERS = 4000;

const older = (path: string, place: number): string => path.replace(/(\.log)?$/, `.${place}.log`);

function rotate(path: string): void {
  rmSync(older(path, KEPT), { force: true });
  for (let place = KEPT - 1; place >= 1; place -= 1) {
    try {
      renameSync(older(path, place), older(path, place + 1));
    } catch {
      // There is none yet.
    }
  }
  renameSync(path, older(path, 1));
}

/**
 * Opens a log that never takes more than so many bytes, and holds no data of a person's. What cannot be written is not
 * missed: nothing may fail because of its log.
 */
export function openLogFile(path: string, mostBytes = MOST_BYTES): LogFile {
  const write: LogFile['write'] = (level, text) => {
    const said = withoutData(text).slice(0, MOST_LETTERS).trimEnd();
    const line = `${new Date().toISOString()} ${level} ${said.replaceAll('\n', '\n    ')}\n`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > 0 && size + Buffer.byteLength(line) > mostBytes) rotate(path);
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // A full disk, say.
    }
  };
  const read = (file: string): string[] => {
    try {
      return readFileSync(file, 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  };
  return {
    path,
    write,
    tail: (lines) => {
      const newest = read(path);
      const all = newest.length < lines ? [...read(older(path, 1)), ...newest] : newest;
      return all.slice(-lines);
    },
  };
}

/** Has all that the program says on its console written down too. */
export function logConsole(log: LogFile, of: Pick<Console, 'error' | 'warn'> = console): void {
  for (const [method, level] of [
    ['error', 'error'],
    ['warn', 'warning'],
  ] as const) {
    const say = of[method].bind(of);
    of[method] = (...said: unknown[]) => {
      say(...said);
      log.write(level, format(...said));
    };
  }
}
