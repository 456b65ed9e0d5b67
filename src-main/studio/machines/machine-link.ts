import { setTimeout as sleep } from 'node:timers/promises';
import { NotLetIn, type StudioThere } from './dial';

/** How long to wait after so many failed tries. One that refuses is asked less often: something has to be changed first. */
const RETRY_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000];
const REFUSED_RETRY_MS = 60_000;

export interface LinkOptions {
  /** opens a line. @throws NotLetIn where it is refused, else in a sentence why nobody answers */
  open(signal: AbortSignal): Promise<StudioThere>;
  /** Brings what is known up to date, and keeps it so while the line is open. Resolves when it is up to date. */
  follow(there: StudioThere): Promise<void>;
  onChange(): void;
}

export type LinkState = { state: 'connecting' | 'reachable'; problem: '' } | Failed;
interface Failed {
  state: 'unreachable' | 'refused';
  problem: string;
}

/** Keeps a line to another machine open: opens a new one, again and again, whenever the old one breaks. */
export class MachineLink {
  #current: LinkState = { state: 'connecting', problem: '' };
  #there: StudioThere | undefined;
  readonly #closing = new AbortController();
  /** ends the wait for the next try */
  #again = new AbortController();
  #waiting: (() => void)[] = [];
  #keeping: Promise<void> | undefined;

  constructor(readonly options: LinkOptions) {}

  get current(): LinkState {
    return this.#current;
  }

  /** The open line; undefined while there is none, or what is known is not up to date yet. */
  get there(): StudioThere | undefined {
    return this.#there;
  }

  start(): void {
    this.#keeping ??= this.#keep();
  }

  /** Tries at once, if it is not connected. */
  tryAgain(): void {
    this.start();
    if (this.#there === undefined) this.#again.abort();
  }

  /**
   * Waits for the line.
   *
   * @returns undefined when it is not there in time, or the link is closed
   */
  async reached(ms: number, signal?: AbortSignal): Promise<StudioThere | undefined> {
    this.start();
    const until = performance.now() + ms;
    for (;;) {
      if (this.#there !== undefined) return this.#there;
      const left = until - performance.now();
      if (left <= 0 || signal?.aborted || this.#closing.signal.aborted) return undefined;
      await this.#changed(left, signal);
    }
  }

  /** Resolves after the first try, whatever became of it. */
  async tried(ms: number): Promise<LinkState> {
    this.start();
    const until = performance.now() + ms;
    while (this.#current.state === 'connecting') {
      const left = until - performance.now();
      if (left <= 0 || this.#closing.signal.aborted) break;
      await this.#changed(left);
    }
    return this.#current;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#again.abort();
    this.#there?.close();
    this.#wake();
    await this.#keeping;
  }

  #changed(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, 2 ** 30));
      signal?.addEventListener('abort', done, { once: true });
      this.#waiting.push(done);
    });
  }

  #wake(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  #become(next: LinkState): void {
    const { state, problem } = this.#current;
    const isNew = state !== next.state || problem !== next.problem;
    this.#current = next;
    this.#wake();
    if (isNew) this.options.onChange();
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      let wasRefused = false;
      try {
        const there = await this.options.open(signal);
        try {
          await this.options.follow(there);
          failures = 0;
          this.#there = there;
          this.#become({ state: 'reachable', problem: '' });
          await there.closed;
          this.#there = undefined;
          this.#become({
            state: 'unreachable',
            problem: 'The connection broke; it is tried again by itself.',
          });
        } finally {
          there.close();
        }
      } catch (error) {
        this.#there = undefined;
        if (signal.aborted) return;
        wasRefused = error instanceof NotLetIn;
        const problem = error instanceof Error ? error.message : String(error);
        this.#become({ state: wasRefused ? 'refused' : 'unreachable', problem });
      }
      if (signal.aborted) return;
      const wait = wasRefused ? REFUSED_RETRY_MS : RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]!;
      failures++;
      // Not all that lost one machine come back in the same moment.
      const spread = wait * (0.9 + 0.2 * Math.random());
      this.#again = new AbortController();
      await sleep(spread, undefined, { signal: this.#again.signal }).catch(() => {});
    }
  }
}
