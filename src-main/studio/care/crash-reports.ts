import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutData } from './without-data';

/** Of more than that, the oldest go. */
const MOST_KEPT = 20;
const NAME = /^crash-.*\.txt$/;
/** Its time is when somebody was told last. */
const TOLD = 'told';

/** A report as whoever tells of it needs it. */
export interface CrashReport {
  /** what happened, in a few words */
  what: string;
  path: string;
}

/** Reports of what ended the program, or its window: files in a folder of this machine. Nothing is sent anywhere. */
export class CrashReports {
  constructor(
    readonly folder: string,
    readonly appVersion: string,
  ) {}

  #names(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => NAME.test(name))
        .toSorted();
    } catch {
      return [];
    }
  }

  /** Writes one at once: the program is about to end. @param log its last lines, which hold no data */
  write(what: string, error: unknown, log: readonly string[] = []): void {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const at = new Date().toISOString();
    const text = [
      `${what} in Trainyard ${this.appVersion} at ${at}`,
      `${process.platform} ${process.arch}, node ${process.versions.node}, electron ${process.versions['electron'] ?? 'none'}`,
      withoutData(said),
      ...(log.length > 0 ? ['', 'The end of the log:', ...log] : []),
      '',
    ].join('\n');
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(join(this.folder, `crash-${at.replaceAll(':', '-')}.txt`), text, { mode: 0o600 });
      for (const name of this.#names().slice(0, -MOST_KEPT)) rmSync(join(this.folder, name), { force: true });
    } catch {
      // There is nobody left to tell.
    }
  }

  /** Those that nobody was told of yet, the oldest first. From now on somebody was. */
  takeUntold(): CrashReport[] {
    const told = join(this.folder, TOLD);
    const writtenAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const since = writtenAt(told);
    try {
      const untold = this.#names()
        .map((name) => join(this.folder, name))
        .filter((path) => writtenAt(path) > since)
        .map((path) => ({ what: readFileSync(path, 'utf8').split(' in Trainyard')[0] ?? '', path }));
      if (untold.length > 0) writeFileSync(told, '');
      return untold;
    } catch {
      // What cannot be read or noted is not told of again and again.
      return [];
    }
  }
}
