/** What the studio asks of a job that waits for it, one after the other, until the job is stopped. */
export class TurnQueue<Turn> implements AsyncIterable<Turn> {
  readonly #waiting: Turn[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  push(turn: Turn): void {
    this.#waiting.push(turn);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Turn> {
    while (!this.#isOver) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
