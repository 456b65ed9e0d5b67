import { open } from 'node:fs/promises';
import { decodeLogHeader, HEADER_BYTES, rowBytes, withColumns } from '@shared/series/fixed-width-log';
import { isStale, supersedes, type RowPlace } from '@shared/series/superseded';
import { errorCode } from '../faults/data-error';
import { parquetPathOf, readParquetSeries } from '../series/parquet-series';

/**
 * Reads a series, while an engine appends to its log and when that was compacted, remembering what it has read. Rows
 * that a resume, or going back, superseded are taken out as soon as what comes instead is written.
 */
export class SeriesReader {
  readonly #columns: readonly string[];
  readonly #step: number;
  readonly #generation: number;
  #values = new Float64Array(0);
  #rows = 0;
  /** rows that were read of all that were ever written, whichever file they are in now */
  #taken = 0;
  #reading: Promise<void> = Promise.resolve();
  /** why the file could not be read the last time; empty where it could */
  #fault = '';

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

  /** The same rows, up to before row `to`, without a copy: they are as they were until something else is read. */
  async view(from: number, to = Infinity): Promise<Float64Array> {
    this.#reading = this.#reading.then(() => this.#readNew());
    await this.#reading;
    const width = this.#columns.length;
    const end = Math.min(to, this.#rows);
    return this.#values.subarray(Math.min(from, end) * width, end * width);
  }

  /** Whether nothing of it is in memory yet. */
  get isUnread(): boolean {
    return this.#taken === 0;
  }

  /** Whether there may be more rows than could be read. */
  get isFaulty(): boolean {
    return this.#fault !== '';
  }

  /** Reads what is new. A file that cannot be read costs its rows, and nothing else of the run. */
  async #readNew(): Promise<void> {
    try {
      await this.#readOn();
      this.#fault = '';
    } catch (error) {
      const fault = String(error);
      // Whoever watches reads several times a second.
      if (fault !== this.#fault) console.error(`${this.path} could not be read: ${fault}`);
      this.#fault = fault;
    }
  }

  async #readOn(): Promise<void> {
    const handle = await open(this.path, 'r').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return;
    try {
      // The log may be another one than last time: what was in it then is compacted.
      const start = new Uint8Array(HEADER_BYTES);
      const { bytesRead } = await handle.read(start, 0, HEADER_BYTES, 0);
      const header = bytesRead < HEADER_BYTES ? undefined : decodeLogHeader(start);
      if (!header?.columns.includes('step') || !header.columns.includes('generation')) return;
      const { columns: stored, after } = header;
      if (this.#taken < after) await this.#readCompacted(after);
      const width = rowBytes(stored.length);
      const offset = HEADER_BYTES + (this.#taken - after) * width;
      const count = Math.floor(((await handle.stat()).size - offset) / width);
      if (count <= 0) return;
      const bytes = new Uint8Array(count * width);
      const read = await handle.read(bytes, 0, bytes.length, offset);
      const whole = Math.floor(read.bytesRead / width);
      this.#taken += whole;
      const rows = new Float64Array(bytes.buffer, 0, whole * stored.length);
      this.#append(withColumns(rows, stored, this.#columns));
    } finally {
      await handle.close();
    }
  }

  /** Takes the rows up to `end` from the Parquet file. One that is damaged costs these rows, and no others. */
  async #readCompacted(end: number): Promise<void> {
    const width = this.#columns.length;
    try {
      const compacted = await readParquetSeries(parquetPathOf(this.path), this.#columns);
      if (compacted) this.#append(compacted.rows.subarray(this.#taken * width, end * width));
    } catch (error) {
      console.error(error);
    }
    this.#taken = end;
  }

  #placeAt(values: Float64Array, at: number): RowPlace {
    return { step: values[at + this.#step]!, generation: values[at + this.#generation]! };
  }

  #append(added: Float64Array): void {
    const width = this.#columns.length;
    const needed = this.#rows * width + added.length;
    if (needed > this.#values.length) {
      const grown = new Float64Array(Math.max(needed, this.#values.length * 2));
      grown.set(this.#values.subarray(0, this.#rows * width));
      this.#values = grown;
    }
    const count = added.length / width;
    if (this.#followsOn(added)) {
      this.#values.set(added, this.#rows * width);
      this.#rows += count;
      return;
    }
    for (let at = 0; at < added.length; at += width) {
      const place = this.#placeAt(added, at);
      const last = () => this.#placeAt(this.#values, (this.#rows - 1) * width);
      if (this.#rows > 0 && isStale(place, last())) continue;
      while (this.#rows > 0 && supersedes(place, last())) this.#rows--;
      this.#values.set(added.subarray(at, at + width), this.#rows * width);
      this.#rows++;
    }
  }

  /** Whether rows only lead on from what was read, step by step: most do, and can be taken over at once. */
  #followsOn(added: Float64Array): boolean {
    const width = this.#columns.length;
    let step = this.#rows === 0 ? -Infinity : this.#values[(this.#rows - 1) * width + this.#step]!;
    let generation =
      this.#rows === 0 ? -Infinity : this.#values[(this.#rows - 1) * width + this.#generation]!;
    for (let at = 0; at < added.length; at += width) {
      const [itsStep, its] = [added[at + this.#step]!, added[at + this.#generation]!];
      if (!(itsStep > step && its >= generation)) return false;
      step = itsStep;
      generation = its;
    }
    return true;
  }
}
