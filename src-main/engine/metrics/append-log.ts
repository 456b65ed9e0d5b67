import {
  closeSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  fstatSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import {
  decodeLogHeader,
  encodeLogHeader,
  HEADER_BYTES,
  rowBytes,
  withColumns,
} from '@shared/series/fixed-width-log';
import { crashPoint } from '../../durable/crash-point';
import { isDiskFull } from '../../durable/disk-full';
import type { GenerationLease } from '../train/generation-lease';

const fsyncLater = promisify(fsync);

/**
 * Appends rows to a fixed-width log. Opening cuts off a torn tail. Rows go to the file at `flush`, in one
 * write, so that a crash loses at most what was reported since. On a full disk they wait for a later flush. A log
 * that an earlier version began keeps its columns to its end.
 */
export class AppendLog {
  readonly #file: number;
  readonly #columns: readonly string[];
  readonly #stored: readonly string[];
  #pending: number[] = [];
  #rows: number;

  /**
   * @param lease the right to write, asked for before each write
   * @throws when the file exists and is no metrics log; StaleGenerationError
   */
  constructor(
    readonly path: string,
    columns: readonly string[],
    readonly lease?: Pick<GenerationLease, 'check'>,
  ) {
    lease?.check();
    this.#columns = columns;
    this.#file = openSync(path, 'a+');
    const { size } = fstatSync(this.#file);
    if (size < HEADER_BYTES) {
      ftruncateSync(this.#file, 0);
      writeSync(this.#file, encodeLogHeader(columns));
      this.#stored = columns;
      this.#rows = 0;
      return;
    }
    const header = new Uint8Array(HEADER_BYTES);
    readSync(this.#file, header, 0, HEADER_BYTES, 0);
    const stored = decodeLogHeader(header)?.columns;
    if (!stored?.includes('step') || !stored.includes('generation')) {
      closeSync(this.#file);
      throw new Error(`${path} is not a metrics log of this version.`);
    }
    this.#stored = stored;
    this.#rows = Math.floor((size - HEADER_BYTES) / rowBytes(stored.length));
    this.#cutTail();
  }

  /** rows in the file */
  get rows(): number {
    return this.#rows;
  }

  /** What is behind the last whole row goes. */
  #cutTail(): void {
    ftruncateSync(this.#file, HEADER_BYTES + this.#rows * rowBytes(this.#stored.length));
  }

  /** @param row one number for each column */
  add(row: readonly number[]): void {
    if (row.length !== this.#columns.length)
      throw new RangeError(`a row of ${this.path} has ${this.#columns.length} numbers`);
    for (const value of row) this.#pending.push(value);
  }

  /**
   * Whether all rows are in the file now; on a full disk they are not.
   *
   * @throws StaleGenerationError
   */
  flush(): boolean {
    if (this.#pending.length === 0) return true;
    this.lease?.check();
    const rows = withColumns(Float64Array.from(this.#pending), this.#columns, this.#stored);
    const bytes = new Uint8Array(rows.buffer);
    crashPoint('before write', this.path);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    } catch (error) {
      // The next rows would stand behind half of one.
      this.#cutTail();
      if (isDiskFull(error)) return false;
      throw error;
    }
    crashPoint('after write', this.path);
    this.#rows += rows.length / this.#stored.length;
    this.#pending = [];
    return true;
  }

  /** Waits until what was added is on the disk, unless that is full. */
  sync(): void {
    this.flush();
    crashPoint('before sync', this.path);
    fsyncSync(this.#file);
    crashPoint('after sync', this.path);
  }

  /** Resolves when what was flushed is on the disk; the thread goes on meanwhile. */
  async synced(): Promise<void> {
    crashPoint('before sync', this.path);
    await fsyncLater(this.#file);
    crashPoint('after sync', this.path);
  }

  /** @throws when rows are left that the disk has no space for */
  close(): void {
    let isWhole: boolean;
    try {
      isWhole = this.flush();
      fsyncSync(this.#file);
    } finally {
      closeSync(this.#file);
    }
    if (!isWhole) {
      throw Object.assign(new Error(`the last rows of ${this.path} could not be written`), {
        code: 'ENOSPC',
      });
    }
  }
}
