import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, fstatSync, writeSync } from 'node:fs';
import { decodeLogHeader, encodeLogHeader, HEADER_BYTES, rowBytes } from '@shared/series/fixed-width-log';

/**
 * Appends rows to a fixed-width log. Opening cuts off a torn tail. Rows go to the file at `flush`, in one
 * write, so that a crash loses at most what was reported since.
 */
export class AppendLog {
  readonly #file: number;
  readonly #columns: number;
  #pending: number[] = [];
  #rows: number;

  /** @throws when the file exists and is not a log of these columns */
  constructor(
    readonly path: string,
    columns: readonly string[],
  ) {
    this.#columns = columns.length;
    this.#file = openSync(path, 'a+');
    const { size } = fstatSync(this.#file);
    if (size < HEADER_BYTES) {
      ftruncateSync(this.#file, 0);
      writeSync(this.#file, encodeLogHeader(columns));
      this.#rows = 0;
      return;
    }
    const header = new Uint8Array(HEADER_BYTES);
    readSync(this.#file, header, 0, HEADER_BYTES, 0);
    if (decodeLogHeader(header)?.join() !== columns.join()) {
      closeSync(this.#file);
      throw new Error(`${path} is not a metrics log of this version.`);
    }
    this.#rows = Math.floor((size - HEADER_BYTES) / rowBytes(this.#columns));
    ftruncateSync(this.#file, HEADER_BYTES + this.#rows * rowBytes(this.#columns));
  }

  /** rows in the file */
  get rows(): number {
    return this.#rows;
  }

  /** @param row one number for each column */
  add(row: readonly number[]): void {
    if (row.length !== this.#columns)
      throw new RangeError(`a row of ${this.path} has ${this.#columns} numbers`);
    for (const value of row) this.#pending.push(value);
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const rows = Float64Array.from(this.#pending);
    writeSync(this.#file, new Uint8Array(rows.buffer));
    this.#rows += rows.length / this.#columns;
    this.#pending = [];
  }

  /** Waits until what was flushed is on the disk. */
  sync(): void {
    this.flush();
    fsyncSync(this.#file);
  }

  close(): void {
    this.sync();
    closeSync(this.#file);
  }
}
