import { open } from 'node:fs/promises';
import { decodeLogHeader, HEADER_BYTES, rowBytes, withColumns } from '@shared/series/fixed-width-log';

/**
 * Reads a fixed-width log while an engine appends to it, remembering what it has read. Rows that a resume, or going
 * back, superseded are taken out as soon as what comes instead is written.
 */
export class SeriesReader {
  readonly #columns: readonly string[];
  readonly #step: number;
  readonly #generation: number;
  #values = new Float64Array(0);
  #rows = 0;
  /** as the file has them: an earlier version wrote fewer */
  #stored: readonly string[] = [];
  #offset = HEADER_BYTES;
  #reading: Promise<void> = Promise.resolve();

  /** @param columns what is wanted; `step` and `generation` are among them, here and in the file */
  constructor(
    readonly path: string,
    columns: readonly string[],
  ) {
    this.#columns = columns;
    this.#step = columns.indexOf('step');
    this.#generation = columns.indexOf('generation');
  }

  /** Rows that count, as they are in the file now, all columns, from row `from` on. */
  async read(from = 0): Promise<Float64Array> {
    this.#reading = this.#reading.then(() => this.#readNew());
    await this.#reading;
    const width = this.#columns.length;
    return this.#values.slice(Math.min(from, this.#rows) * width, this.#rows * width);
  }

  async #readNew(): Promise<void> {
    const handle = await open(this.path, 'r').catch(() => undefined);
    if (handle === undefined) return;
    try {
      const { size } = await handle.stat();
      if (this.#offset === HEADER_BYTES) {
        const header = new Uint8Array(HEADER_BYTES);
        const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
        const stored = bytesRead < HEADER_BYTES ? undefined : decodeLogHeader(header);
        if (!stored?.includes('step') || !stored.includes('generation')) return;
        this.#stored = stored;
      }
      const width = rowBytes(this.#stored.length);
      const count = Math.floor((size - this.#offset) / width);
      if (count <= 0) return;
      const bytes = new Uint8Array(count * width);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.#offset);
      const whole = Math.floor(bytesRead / width);
      this.#offset += whole * width;
      const rows = new Float64Array(bytes.buffer, 0, whole * this.#stored.length);
      this.#append(withColumns(rows, this.#stored, this.#columns));
    } finally {
      await handle.close();
    }
  }

  #append(added: Float64Array): void {
    const width = this.#columns.length;
    const needed = this.#rows * width + added.length;
    if (needed > this.#values.length) {
      const grown = new Float64Array(Math.max(needed, this.#values.length * 2));
      grown.set(this.#values.subarray(0, this.#rows * width));
      this.#values = grown;
    }
    for (let at = 0; at < added.length; at += width) {
      const step = added[at + this.#step]!;
      const generation = added[at + this.#generation]!;
      while (this.#rows > 0) {
        const last = (this.#rows - 1) * width;
        const superseded =
          this.#values[last + this.#generation]! <= generation && this.#values[last + this.#step]! >= step;
        if (!superseded) break;
        this.#rows--;
      }
      this.#values.set(added.subarray(at, at + width), this.#rows * width);
      this.#rows++;
    }
  }
}
