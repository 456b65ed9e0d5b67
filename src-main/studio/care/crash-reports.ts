import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { programDumps } from './crash-dumps';
import { ENDED, type CrashReport, type KeptCrashes } from './crash-words';
import { withoutData } from './without-data';

/** Of more than that, the oldest go. */
const MOST_KEPT = 20;
/** As many are named in the diagnostics. */
const NAMED = 5;
const NAME = /^crash-.*\.txt$/;
/** Its time is when somebody was told last. */
const TOLD = 'told';

/** Reports of what ended the program, or a part of it: files in a folder of this machine. Nothing is sent anywhere. */
export class CrashReports implements KeptCrashes {
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

  #toldAt(): number {
    return statSync(join(this.folder, TOLD), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  /** Writes one at once: the program is about to end. @param log its last lines, which hold no data */
  write(what: string, error: unknown, log: readonly string[] = [], when = new Date()): void {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const at = when.toISOString();
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

  /** Writes the report that the program could not write itself, when it ended in native code and left only a dump. */
  reportDumps(log: readonly string[] = []): void {
    try {
      for (const { path, at, cause } of programDumps(this.folder, this.#toldAt())) {
        const how = cause === '' ? '' : ` (${cause})`;
        this.write(`${ENDED.program} ended in native code${how}`, `The dump is ${basename(path)}.`, log, at);
      }
    } catch {
      // There are none.
    }
  }

  /** How the newest reports begin, the newest first: what, in which version, when. */
  newest(count = NAMED): string[] {
    try {
      return this.#names()
        .slice(-count)
        .toReversed()
        .map((name) => readFileSync(join(this.folder, name), 'utf8').split('\n', 1)[0] ?? '');
    } catch {
      return [];
    }
  }

  /** Removes the reports, and all dumps: those hold pieces of memory. Crashpad’s own folders stay, it is at work there. */
  forget(): void {
    try {
      const names = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
      for (const name of names.filter((one) => /\.(?:dmp|meta|txt)$/.test(one)))
        rmSync(join(this.folder, name), { force: true });
    } catch {
      // There are none.
    }
  }

  /** Those that nobody was told of yet, the oldest first. From now on somebody was. */
  takeUntold(): CrashReport[] {
    const writtenAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const since = this.#toldAt();
    try {
      const untold = this.#names()
        .map((name) => join(this.folder, name))
        .filter((path) => writtenAt(path) > since)
        .map((path) => ({ what: readFileSync(path, 'utf8').split(' in Trainyard')[0] ?? '', path }));
      if (untold.length > 0) writeFileSync(join(this.folder, TOLD), '');
      return untold;
    } catch {
      // What cannot be read or noted is not told of again and again.
      return [];
    }
  }
}
