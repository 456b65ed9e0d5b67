import { relative } from 'node:path';
import type { Finding, LibraryCheck } from '@shared/contract/library-check';
import type { Library } from '../library';

/** What a check has to know of a library that is in use; a copy that nobody has open has none of it. */
export interface LibraryUse {
  /** whether somebody may be writing into a run's folder just now */
  isBusy(run: string): boolean;
  /** Keeps a checkpoint from being removed while it is read; undefined when it is gone. */
  hold(run: string, checkpoint: string): Promise<(() => void) | undefined>;
  /** Writes down that a checkpoint's hashes do not hold, so that nobody goes on from it. */
  markDamaged(run: string, checkpoint: string, reason: string): Promise<void>;
  /** Takes that mark off a checkpoint whose hashes do hold. */
  markSound(run: string, checkpoint: string): Promise<void>;
  /** Takes the pin off a checkpoint that is not there. */
  unpin(run: string, checkpoint: string): Promise<void>;
  /** whether a dataset is just being made */
  isMaking(dataset: string): boolean;
}

/** What can be done about something, in words before and after. */
export interface Mend {
  words: string;
  done: string;
  do: () => Promise<void>;
}

/** One look at a library: what it is told to do, and what it found. */
export class CheckContext {
  constructor(
    readonly library: Library,
    readonly use: LibraryUse,
    readonly result: LibraryCheck,
    readonly signal: AbortSignal,
  ) {}

  pathOf(path: string): string {
    return relative(this.library.folder, path);
  }

  /** Something that only a person can decide about. */
  tell(path: string, found: string, mend: string): void {
    this.result.findings.push({ path: this.pathOf(path), found, mend, state: 'yours' });
  }

  /** Something that can be mended; it is, where that was asked for. */
  async mend(path: string, found: string, how: Mend): Promise<void> {
    const finding: Finding = { path: this.pathOf(path), found, mend: how.words, state: 'can-mend' };
    this.result.findings.push(finding);
    if (!this.result.mends) return;
    try {
      await how.do();
      [finding.state, finding.mend] = ['mended', how.done];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      [finding.state, finding.mend] = ['failed', `That did not work: ${why}.`];
    }
  }
}
