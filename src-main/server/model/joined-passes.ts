/** What is asked together, and who waits for its answer. */
interface Waiting<Asked, Answer> {
  asked: Asked;
  rows: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Too much is waiting already. */
export class TooBusy extends Error {}

/** One pass is computed while the answers of the last are sent and the next questions are read. */
const AT_ONCE = 2;

export interface JoinedPassesOptions<Asked, Answer> {
  /** one forward pass: an answer for each that asks, in their order */
  pass: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  /** samples of a pass; one that asks about more has a pass of its own */
  mostRows: number;
  /** samples that may wait */
  mostWaiting: number;
}

/**
 * Joins what is asked at the same time, and while forward passes are under way, into one: alone a request does not wait,
 * and many at once take little longer than one.
 */
export class JoinedPasses<Asked, Answer> {
  readonly #waiting: Waiting<Asked, Answer>[] = [];
  #rows = 0;
  #underWay = 0;
  #isDue = false;
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
      this.#startSoon();
    });
  }

  /** When all that has arrived by now was read. */
  #startSoon(): void {
    if (this.#isDue || this.#underWay >= AT_ONCE) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      while (this.#waiting.length > 0 && this.#underWay < AT_ONCE) void this.#pass(this.#next());
    });
  }

  #next(): Waiting<Asked, Answer>[] {
    const { mostRows } = this.options;
    let rows = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count > 0 && rows + waiting.rows > mostRows) break;
      rows += waiting.rows;
      count++;
    }
    this.#rows -= rows;
    return this.#waiting.splice(0, count);
  }

  async #pass(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    this.#underWay++;
    try {
      const answers = await this.options.pass(batch.map(({ asked }) => asked));
      this.passes++;
      this.samples += batch.reduce((sum, { rows }) => sum + rows, 0);
      for (const [at, { resolve }] of batch.entries()) resolve(answers[at]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#underWay--;
      if (this.#waiting.length > 0) this.#startSoon();
    }
  }
}
