import type { LibraryCheck } from '@shared/contract/library-check';
import type { Library } from '../library';
import type { LibraryUse } from './check-context';
import { checkLibrary, newCheck } from './check-library';

/** The check of an open library: one at a time, and what the last one found. */
export class LibraryChecks {
  #last: LibraryCheck | null = null;
  #stop = new AbortController();
  #checking: Promise<void> = Promise.resolve();

  constructor(
    readonly library: Library,
    readonly use: LibraryUse,
  ) {}

  /** What the last one found, or finds; null before the first. */
  last(): LibraryCheck | null {
    return this.#last;
  }

  /** Begins one, unless one is under way. */
  begin(mends: boolean): LibraryCheck {
    if (this.#last?.state === 'checking') return this.#last;
    const result = newCheck(mends);
    this.#last = result;
    this.#stop = new AbortController();
    this.#checking = checkLibrary(this.library, this.use, result, this.#stop.signal).then(
      () => void (result.state = 'checked'),
      (error: unknown) => {
        result.state = 'failed';
        result.reason = this.#stop.signal.aborted
          ? 'It was ended before it was done.'
          : error instanceof Error
            ? error.message
            : String(error);
      },
    );
    return result;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#checking;
  }
}
