import type { RunSpec } from '@shared/spec/run-spec';

/**
 * Lets the studio change the spec of a run between two steps: the loop waits while the change is written
 * down, so that a run that is killed right after it changes at the same step when it is resumed.
 */
export class Hold {
  #isWanted = false;
  #goOn: ((changed: RunSpec | undefined) => void) | undefined;

  /** The studio wants the loop to wait at the next step. */
  ask(): void {
    this.#isWanted = true;
  }

  /** The studio lets the loop go on, with another spec or with the same. */
  goOn(changed: RunSpec | undefined): void {
    this.#goOn?.(changed);
    this.#goOn = undefined;
  }

  /** Between two steps: waits when that is wanted. `tell` says that it waits. */
  async between(tell: () => void): Promise<RunSpec | undefined> {
    if (!this.#isWanted) return undefined;
    this.#isWanted = false;
    const answer = new Promise<RunSpec | undefined>((resolve) => (this.#goOn = resolve));
    tell();
    return answer;
  }
}
