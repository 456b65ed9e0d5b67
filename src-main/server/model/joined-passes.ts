/** Samples that are asked about together, and who waits for their answers. */
interface Waiting {
  rows: number;
  bytes: Uint8Array<ArrayBuffer>;
  resolve: (answers: Float32Array) => void;
  reject: (error: unknown) => void;
}

/** Too much is waiting already. */
export class TooBusy extends Error {}

export interface JoinedPassesOptions {
  /** one forward pass: answers of all samples, as many for each as `width` */
  pass: (bytes: Uint8Array<ArrayBuffer>, rows: number) => Promise<Float32Array>;
  /** numbers that are said of each sample */
  width: number;
  /** samples of a pass; one that asks about more has a pass of its own */
  mostRows: number;
  /** samples that may wait */
  mostWaiting: number;
}

/**
 * Joins what is asked while a forward pass is under way into the next one: alone a request does not wait, and many at once
 * take little longer than one.
 */
export class JoinedPasses {
  readonly #waiting: Waiting[] = [];
  #rows = 0;
  #isRunning = false;
  /** forward passes, and samples in them */
  passes = 0;
  samples = 0;

  constructor(readonly options: JoinedPassesOptions) {}

  /** @throws TooBusy when too much is waiting */
  ask(bytes: Uint8Array<ArrayBuffer>, rows: number): Promise<Float32Array> {
    if (this.#rows > 0 && this.#rows + rows > this.options.mostWaiting) return Promise.reject(new TooBusy());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, bytes, resolve, reject });
      this.#rows += rows;
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#pass(this.#next());
    this.#isRunning = false;
  }

  #next(): Waiting[] {
    const batch: Waiting[] = [];
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

  async #pass(batch: readonly Waiting[]): Promise<void> {
    const { width, pass } = this.options;
    const rows = batch.reduce((sum, one) => sum + one.rows, 0);
    try {
      const answers = await pass(joined(batch.map(({ bytes }) => bytes)), rows);
      this.passes++;
      this.samples += rows;
      let at = 0;
      for (const one of batch) {
        one.resolve(answers.subarray(at * width, (at + one.rows) * width));
        at += one.rows;
      }
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  }
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (pieces.length === 1 && only) return only;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
