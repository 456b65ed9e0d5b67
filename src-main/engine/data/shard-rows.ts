import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Shard } from '@shared/contract/dataset';
import { becameShorter, missingFile, wrongSize } from './read-file';

interface Part {
  path: string;
  /** its first sample in the part of the dataset, and the one behind its last */
  start: number;
  end: number;
  file: number | undefined;
}

/** Reads single rows of inputs where they lie in their files, so that a dataset need not fit into memory. */
export class ShardRows {
  readonly #parts: Part[] = [];

  /** @param rowBytes of one sample's input */
  constructor(
    folder: string,
    shards: readonly Shard[],
    readonly rowBytes: number,
  ) {
    let start = 0;
    for (const { inputs, count } of shards) {
      this.#parts.push({ path: join(folder, inputs), start, end: start + count, file: undefined });
      start += count;
    }
  }

  /**
   * Reads rows, those that lie behind one another at once. It waits for the disk, on whatever thread it is called.
   *
   * @param into has room for all of them
   * @throws DataError when a file is missing or not of the size that it should have
   */
  read(rows: Int32Array, into: Uint8Array): void {
    for (let from = 0; from < rows.length;) {
      const first = rows[from]!;
      const part = this.#partOf(first);
      let to = from + 1;
      while (to < rows.length && rows[to] === first + (to - from) && rows[to]! < part.end) to++;
      this.#fill(part, (first - part.start) * this.rowBytes, into, from * this.rowBytes, to * this.rowBytes);
      from = to;
    }
  }

  #partOf(row: number): Part {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row < this.#parts[middle]!.end) high = middle;
      else low = middle + 1;
    }
    const part = this.#parts[low];
    if (part === undefined || row >= part.end) throw new Error(`there is no row ${row}`);
    return part;
  }

  #fill(part: Part, position: number, into: Uint8Array, from: number, to: number): void {
    const file = (part.file ??= this.#open(part));
    for (let at = from; at < to;) {
      const read = readSync(file, into, at, to - at, position + at - from);
      if (read === 0) throw becameShorter(part.path);
      at += read;
    }
  }

  #open({ path, start, end }: Part): number {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch {
      throw missingFile(path);
    }
    const { size } = fstatSync(file);
    const expected = (end - start) * this.rowBytes;
    if (size === expected) return file;
    closeSync(file);
    throw wrongSize(path, size, expected);
  }

  close(): void {
    for (const part of this.#parts) {
      if (part.file !== undefined) closeSync(part.file);
      part.file = undefined;
    }
  }
}
