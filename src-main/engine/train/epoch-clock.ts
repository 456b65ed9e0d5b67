import type { EpochTimes } from '@shared/contract/recorded';

/** Tells where an epoch's time goes: what has passed since it was asked last belongs to one part, and to one only. */
export class EpochClock {
  #last = performance.now();

  /** @param times of the epoch that the part belongs to, in seconds */
  lap(part: keyof EpochTimes, times: EpochTimes): void {
    const now = performance.now();
    times[part] += (now - this.#last) / 1000;
    this.#last = now;
  }
}
