import { readdir, realpath, statfs } from 'node:fs/promises';
import type { LibraryMoveState, LibraryPlace } from '@shared/contract/library-move';
import { isWithin } from '../../places/is-within';
import type { Library } from '../library';
import { Refusal } from '../refusal';
import { copyLibrary, type CopyProgress } from './copy-library';
import { filesOfLibrary } from './library-files';
import { MoveJournal } from './move-journal';
import {
  NOTES,
  noteBegun,
  noteMoved,
  noteMovedFrom,
  readBegun,
  readMoved,
  readMovedFrom,
  removeNote,
} from './move-notes';
import { clearTarget, prepareTarget } from './move-target';

/** Adding up a library of thousands of runs takes seconds: it is done again when it took at most a hundredth of the time. */
const SHARE_OF_TIME = 100;
const LEAST_PAUSE_MS = 5_000;
const NOTHING_DONE: CopyProgress = { files: 0, filesDone: 0, bytes: 0, bytesDone: 0 };
/** What a file system takes beside the bytes of files. */
const MARGIN = 1.02;

const inWords = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'That disk is full.';
  if (code === 'EACCES' || code === 'EPERM') return 'Permission is denied there.';
  if (code === 'ENOENT' || code === 'EIO' || code === 'ENODEV')
    return 'The folder cannot be reached any more.';
  return error instanceof Error ? error.message : String(error);
};

/**
 * Moves the library to another folder: it is copied and verified while it is in use, and what changed since is copied
 * when the studio is closed. From then on the new folder is the library; until then nothing has happened to the old
 * one. That one stays until somebody has it removed.
 */
export class LibraryMove {
  #to: string | undefined;
  #state: LibraryMoveState['state'] = 'cut-off';
  #progress = NOTHING_DONE;
  #reason = '';
  #stop = new AbortController();
  #copying: Promise<void> = Promise.resolve();
  /** of the library, as it was added up last, and until when that will do */
  #bytes: Promise<number> | undefined;
  #bytesGoodUntil = 0;

  private constructor(readonly library: Library) {}

  static async open(library: Library): Promise<LibraryMove> {
    const move = new LibraryMove(library);
    const begun = await readBegun(library.folder);
    if (begun) [move.#to, move.#reason] = [begun.to, begun.reason];
    return move;
  }

  async place(): Promise<LibraryPlace> {
    const { folder } = this.library;
    const { bavail, bsize } = await statfs(folder);
    return {
      folder,
      bytes: await this.#added(),
      bytesFree: bavail * bsize,
      move: this.#now(),
      old: await this.#old(),
    };
  }

  #added(): Promise<number> {
    if (this.#bytes === undefined || performance.now() > this.#bytesGoodUntil) {
      const begun = performance.now();
      this.#bytesGoodUntil = Infinity;
      this.#bytes = bytesIn(this.library.folder).finally(() => {
        const now = performance.now();
        this.#bytesGoodUntil = now + Math.max(LEAST_PAUSE_MS, (now - begun) * SHARE_OF_TIME);
      });
    }
    return this.#bytes;
  }

  #now(): LibraryMoveState | null {
    if (this.#to === undefined) return null;
    return { to: this.#to, state: this.#state, ...this.#progress, reason: this.#reason };
  }

  async #old(): Promise<LibraryPlace['old']> {
    const from = (await readMovedFrom(this.library.folder))?.from;
    if (from === undefined || (await readMoved(from))?.to !== this.library.folder) return null;
    const names = await readdir(from).catch(() => []);
    return names.length <= 1 ? null : { folder: from, bytes: await bytesIn(from) };
  }

  /**
   * Begins, or goes on with what was cut off.
   *
   * @throws Refusal
   */
  async begin(asked: string): Promise<LibraryPlace> {
    if (this.#to !== undefined && this.#state === 'copying') {
      throw Refusal.of('to', `The library is being copied to ${this.#to} already.`);
    }
    const { folder } = this.library;
    const to = await prepareTarget(folder, asked);
    if (this.#to !== undefined && this.#to !== to) {
      throw Refusal.of('to', `A move to ${this.#to} was begun: go on with it or give it up first.`);
    }
    this.#bytes = bytesIn(folder);
    const [needed, there] = [(await this.#bytes) * MARGIN, await bytesIn(to)];
    const { bavail, bsize } = await statfs(to);
    if (bavail * bsize + there < needed) {
      throw Refusal.of(
        'to',
        `The library takes ${gigabytes(needed)}, and there are ${gigabytes(bavail * bsize)} free in ${to}.`,
      );
    }
    await noteBegun(folder, to);
    // A copy that was finished once is none any more, as the library went on being used.
    await removeNote(to, 'movedFrom');
    [this.#to, this.#state, this.#reason, this.#progress] = [to, 'copying', '', NOTHING_DONE];
    this.#stop = new AbortController();
    this.#copying = this.#copy(to, false).then(
      () => void (this.#state = 'copied'),
      (error: unknown) => this.#fail(error),
    );
    return this.place();
  }

  /** Goes on with what was cut off. @throws Refusal where nothing was */
  async goOn(): Promise<LibraryPlace> {
    if (this.#to === undefined) throw new Refusal('The library is not being moved.');
    return this.begin(this.#to);
  }

  async #copy(to: string, isLast: boolean): Promise<void> {
    const journal = await MoveJournal.open(to, this.library.folder);
    try {
      await copyLibrary({
        from: this.library.folder,
        to,
        journal,
        isLast,
        signal: this.#stop.signal,
        onProgress: (progress) => (this.#progress = progress),
      });
    } finally {
      await journal.close();
    }
  }

  async #fail(why: unknown): Promise<void> {
    if (this.#stop.signal.aborted || this.#to === undefined) return;
    [this.#state, this.#reason] = ['failed', inWords(why)];
    await noteBegun(this.library.folder, this.#to, this.#reason).catch(() => {});
  }

  /** Gives it up, and removes what was copied. */
  async giveUp(): Promise<LibraryPlace> {
    const to = this.#to;
    this.#stop.abort();
    await this.#copying;
    if (to !== undefined) {
      await clearTarget(to);
      await removeNote(this.library.folder, 'begun');
    }
    this.#to = undefined;
    return this.place();
  }

  /** Removes what lies where the library was before; a signpost stays there. @throws Refusal */
  async removeOld(): Promise<LibraryPlace> {
    const old = await this.#old();
    if (!old) throw Refusal.of('to', 'There is no older place of this library any more.');
    const { folder } = this.library;
    // Libraries that were moved by a version that did not follow links may lie there.
    if (isWithin(await realpath(old.folder), await realpath(folder))) {
      throw Refusal.of(
        'to',
        `${folder} lies within ${old.folder}, and would be removed with it: move the library to a folder elsewhere first.`,
      );
    }
    await clearTarget(old.folder, [NOTES.moved]);
    // Without the one, the other would say that it is half a copy.
    await removeNote(this.library.folder, 'journal');
    await removeNote(this.library.folder, 'movedFrom');
    return this.place();
  }

  /**
   * To be called when nothing writes into the library any more: makes the new folder the library, if all of it was
   * copied. Where that fails the old one stays, and says why at its next start.
   */
  async close(): Promise<void> {
    if (this.#to === undefined) return;
    const [to, { folder }] = [this.#to, this.library];
    if (this.#state !== 'copied') {
      this.#stop.abort();
      await this.#copying;
      return;
    }
    try {
      await this.#copy(to, true);
      await noteMovedFrom(to, folder);
      await removeNote(to, 'moved');
      await noteMoved(folder, to);
      await removeNote(folder, 'begun');
    } catch (error) {
      await this.#fail(error);
    }
  }
}

const bytesIn = async (folder: string): Promise<number> =>
  (await filesOfLibrary(folder, 'unreadable')).reduce((sum, { bytes }) => sum + bytes, 0);

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`;
