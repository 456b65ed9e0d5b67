/** What is asked together, and who waits for its answer. */
interface Waiting<Asked, Answer> {
  asked: Asked;
  rows: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Too much is waiting already. */
export class TooBusy extends Error {}

export interface JoinedPassesOptions<Asked, Answer> {
  /** one forward pass: an answer for each that asks, in their order */
  pass: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  /** samples of a pass; one that asks about more has a pass of its own */
  mostRows: number;
  /** samples that may wait */
  mostWaiting: number;
}

/**
 * Joins what is asked while a forward pass is under way into the next one: alone a request does not wait, and many at once
 * take little longer than one.
 */
export class JoinedPasses<Asked, Answer> {
  readonly #waiting: Waiting<Asked, Answer>[] = [];
  #rows = 0;
  #isRunning = false;
  /** forward passes, and samples in them */
  passes = 0;
  samples = 0;

  constructor(readonly options: JoinedPassesOptions<Asked, Answer>) {}

  /**
   * @param rows samples that it is about
   * @throws TooBusy when too much is waiting
   */
  ask(asked: Asked, rows: number): Promise<Answer> {
    if (this.#rows > 0 && this.#rows + rows > this.options.mostWaiting) return Promise.reject(new TooBusy());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, rows, resolve, reject });
      this.#rows += rows;
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#pass(this.#next());
    this.#isRunning = false;
  }

  #next(): Waiting<Asked, Answer>[] {
    const batch: Waiting<Asked, Answer>[] = [];
    let rows = 0;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      if (batch.length > 0 && rows + next.rows > this.options.mostRows) break;
      rows += next.rows;
      batch.push(next);
      this.#waiting.shift();
    }
    this.#rows -= rows;
    return batch;
  }

  async #pass(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await this.options.pass(batch.map(({ asked }) => asked));
      this.passes++;
      this.samples += batch.reduce((sum, { rows }) => sum + rows, 0);
      for (const [at, { resolve }] of batch.entries()) resolve(answers[at]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
