import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, writingFailed } from '../data-error';

const BUFFER = 4 * 1024 * 1024;

/**
 * Decoded pictures on the disk, beside the datasets: only when all are decoded is it known which colours, classes and
 * parts there are. Always `close` it.
 */
export class Scratch {
  readonly #buffer = new Uint8Array(BUFFER);
  #filled = 0;
  #written = 0;
  /** where each picture begins, and at last where the next would */
  #offsets = new Float64Array(1024);
  #count = 0;

  private constructor(
    readonly folder: string,
    readonly file: FileHandle,
  ) {}

  /**
   * Opens the file in a folder, or makes it.
   *
   * @throws DataError when the disk is full or not writable
   */
  static async open(folder: string): Promise<Scratch> {
    try {
      // Appending would put writes at the end, wherever they are to go.
      const path = join(folder, 'pictures');
      const file = await open(path, 'r+').catch(() => open(path, 'wx+'));
      return new Scratch(folder, file);
    } catch (error) {
      throw writingFailed(error, folder);
    }
  }

  /** @throws DataError when the disk is full */
  async append(pixels: Uint8Array): Promise<void> {
    let at = 0;
    while (at < pixels.length) {
      const taken = Math.min(pixels.length - at, BUFFER - this.#filled);
      this.#buffer.set(pixels.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BUFFER) await this.flush();
    }
    this.#placed(pixels.length);
  }

  /**
   * Takes pictures that another import has written behind those that were taken before; nothing was appended yet.
   *
   * @param lengths of their pixels
   * @returns fewer where the file is shorter
   */
  async takeBack(lengths: readonly number[]): Promise<Uint8Array[]> {
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    const read = await readAll(this.file, bytes, this.#written);
    const pictures: Uint8Array[] = [];
    let at = 0;
    for (const length of lengths) {
      if (at + length > read) break;
      pictures.push(bytes.subarray(at, at + length));
      at += length;
    }
    return pictures;
  }

  /** Counts a picture that was taken back. */
  keep({ length }: Uint8Array): void {
    this.#placed(length);
    this.#written += length;
  }

  /** Writes what is left in memory: before anything is read. */
  async flush(): Promise<void> {
    try {
      let at = 0;
      while (at < this.#filled) {
        const { bytesWritten } = await this.file.write(this.#buffer, at, this.#filled - at, this.#written);
        at += bytesWritten;
        this.#written += bytesWritten;
      }
      this.#filled = 0;
    } catch (error) {
      throw writingFailed(error, this.folder);
    }
  }

  async read(index: number): Promise<Uint8Array> {
    const [pixels] = await this.readAll([index]);
    return pixels!;
  }

  /** Reads pictures of ascending numbers that lie close together, all at once. */
  async readAll(indices: readonly number[]): Promise<Uint8Array[]> {
    const begin = this.#offsets[indices[0]!]!;
    const bytes = new Uint8Array(this.#offsets[indices.at(-1)! + 1]! - begin);
    if ((await readAll(this.file, bytes, begin)) < bytes.length) {
      throw new DataError(`${this.folder} was changed during the import: try again.`);
    }
    return indices.map((index) =>
      bytes.subarray(this.#offsets[index]! - begin, this.#offsets[index + 1]! - begin),
    );
  }

  /** Waits until what was flushed is on the disk. */
  sync(): Promise<void> {
    return this.file.sync();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  #placed(length: number): void {
    if (++this.#count === this.#offsets.length) {
      const more = new Float64Array(2 * this.#count);
      more.set(this.#offsets);
      this.#offsets = more;
    }
    this.#offsets[this.#count] = this.#offsets[this.#count - 1]! + length;
  }
}

/** @returns how many bytes there were, at most as many as fit */
async function readAll(file: FileHandle, into: Uint8Array, from: number): Promise<number> {
  let read = 0;
  while (read < into.length) {
    const { bytesRead } = await file.read(into, read, into.length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return read;
}
