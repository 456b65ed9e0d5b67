import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, writingFailed } from '../data-error';
import { dropStaging, newStaging } from '../import/staging';

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

  /** @throws DataError when the disk is full or not writable */
  static async open(datasetsFolder: string): Promise<Scratch> {
    let folder: string | undefined;
    try {
      folder = await newStaging(datasetsFolder);
      return new Scratch(folder, await open(join(folder, 'pictures'), 'wx+'));
    } catch (error) {
      if (folder !== undefined) await dropStaging(folder);
      throw writingFailed(error, datasetsFolder);
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
    if (++this.#count === this.#offsets.length) {
      const more = new Float64Array(2 * this.#count);
      more.set(this.#offsets);
      this.#offsets = more;
    }
    this.#offsets[this.#count] = this.#offsets[this.#count - 1]! + pixels.length;
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

  bytesOf(index: number): number {
    return this.#offsets[index + 1]! - this.#offsets[index]!;
  }

  async read(index: number): Promise<Uint8Array> {
    const [pixels] = await this.readAll([index]);
    return pixels!;
  }

  /** Reads pictures of ascending numbers that lie close together, all at once. */
  async readAll(indices: readonly number[]): Promise<Uint8Array[]> {
    const begin = this.#offsets[indices[0]!]!;
    const bytes = new Uint8Array(this.#offsets[indices.at(-1)! + 1]! - begin);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, read, bytes.length - read, begin + read);
      if (bytesRead === 0) throw new DataError(`${this.folder} was changed during the import: try again.`);
      read += bytesRead;
    }
    return indices.map((index) =>
      bytes.subarray(this.#offsets[index]! - begin, this.#offsets[index + 1]! - begin),
    );
  }

  async close(): Promise<void> {
    await this.file.close();
    await dropStaging(this.folder);
  }
}
