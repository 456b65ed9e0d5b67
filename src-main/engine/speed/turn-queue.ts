import type { SpeedTurn } from '@shared/contract/engine';

/** Turns as they come from the studio, until the job is stopped. */
export class TurnQueue implements AsyncIterable<SpeedTurn> {
  readonly #waiting: SpeedTurn[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  push(turn: SpeedTurn): void {
    this.#waiting.push(turn);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SpeedTurn> {
    while (!this.#isOver) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
