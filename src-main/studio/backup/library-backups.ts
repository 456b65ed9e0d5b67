import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LibraryBackup } from '@shared/contract/library-backup';
import { isDiskFull } from '../../durable/disk-full';
import type { LibraryUse } from '../check/check-context';
import type { Library } from '../library';
import { filesOfLibrary } from '../move/library-files';
import { Refusal } from '../refusal';
import { backupTarget, isArchive } from './backup-target';
import { copyLibraryInUse } from './copy-library';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`;

/** Copies of a library while it is in use: one at a time, and what became of the last. */
export class LibraryBackups {
  #last: LibraryBackup | null = null;
  #stop = new AbortController();
  #copying: Promise<void> = Promise.resolve();

  constructor(
    readonly library: Library,
    readonly use: LibraryUse,
  ) {}

  last(): LibraryBackup | null {
    return this.#last;
  }

  /** Begins to copy. @throws Refusal */
  async begin(asked: string): Promise<LibraryBackup> {
    if (this.#last?.state === 'copying') {
      throw Refusal.of('to', `A backup to ${this.#last.to} is being made already.`);
    }
    const { library } = this;
    const to = await backupTarget(library.folder, asked);
    const files = await filesOfLibrary(library.folder, 'unreadable');
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const { bavail, bsize } = await statfs(dirname(to));
    // An archive is made from a folder beside it.
    const needed = bytes * (isArchive(to) ? 2.05 : 1.05);
    if (bavail * bsize < needed) {
      const [takes, free] = [gigabytes(needed), gigabytes(bavail * bsize)];
      throw Refusal.of('to', `The backup takes ${takes}, and there are ${free} free in ${dirname(to)}.`);
    }
    const backup: LibraryBackup = {
      to,
      state: 'copying',
      bytes,
      bytesDone: 0,
      runs: 0,
      findings: 0,
      startedAt: new Date().toISOString(),
      reason: '',
    };
    this.#last = backup;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const onBytes = (more: number) => void (backup.bytesDone = Math.min(bytes, backup.bytesDone + more));
    this.#copying = copyLibraryInUse(library, this.use, to, { signal, onBytes }).then(
      (made) => void Object.assign(backup, made, { state: 'done' }),
      (error: unknown) => {
        backup.state = 'failed';
        const why = error instanceof Error ? error.message : String(error);
        backup.reason = signal.aborted
          ? 'It was ended before it was done: nothing of it was left.'
          : isDiskFull(error)
            ? 'That disk is full: nothing of the backup was left.'
            : `${why.replace(/\.?$/, '.')} Nothing of the backup was left.`;
      },
    );
    return backup;
  }

  /** Ends the one under way; nothing of it is left. */
  async giveUp(): Promise<LibraryBackup | null> {
    this.#stop.abort();
    await this.#copying;
    return this.#last;
  }

  async close(): Promise<void> {
    await this.giveUp();
  }
}
