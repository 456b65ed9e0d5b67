import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTime } from './cpu-time.mjs';

/** When others use more cores than this during a turn, the turn is disturbed. */
export const QUIET = 0.15;
const SAMPLE_MS = 400;

/** Waits while others keep the machine busy, and for so many seconds in all; then it is taken as it is. */
export class QuietMoments {
  #secondsLeft;

  constructor(seconds) {
    this.#secondsLeft = seconds;
  }

  async wait() {
    for (;;) {
      const before = cpuTime(process.pid);
      if (!before || this.#secondsLeft <= 0) return;
      await sleep(SAMPLE_MS);
      const after = cpuTime(process.pid);
      const passed = after.at - before.at;
      this.#secondsLeft -= passed;
      if ((after.machine - before.machine) / passed < 2 * QUIET) return;
    }
  }
}
