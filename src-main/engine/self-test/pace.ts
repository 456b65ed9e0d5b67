export interface Repeated {
  /** for so long */
  seconds: number;
  /** and at least so often */
  least: number;
  /** but not more often than this */
  most?: number;
}

/** Lets a self-test be heard of and cancelled between two pieces of its work, each of which blocks the thread. */
export class Pace {
  readonly #began = performance.now();

  /** @param onShare is told the share of the whole that is done, 0 to 1 */
  constructor(
    readonly signal: AbortSignal,
    readonly onShare: (share: number) => void,
  ) {}

  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /**
   * Repeats a piece of work.
   *
   * @param part of the whole that this is: from which share to which
   * @throws the signal's reason when aborted
   */
  async repeat(
    [from, to]: readonly [from: number, to: number],
    { seconds, least, most = Infinity }: Repeated,
    piece: () => void,
  ): Promise<void> {
    const began = performance.now();
    for (let times = 0; ; times++) {
      const spent = (performance.now() - began) / 1000;
      const done = Math.min(
        1,
        Math.max(times / most, Math.min(seconds > 0 ? spent / seconds : 1, times / least)),
      );
      this.onShare(from + (to - from) * done);
      // Messages are heard only between two turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      this.signal.throwIfAborted();
      if (times >= most || (times >= least && spent >= seconds)) return;
      piece();
    }
  }
}
