import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writingFailed } from '../data-error';

/** One of the files that a stream of bytes is cut into. */
export interface Piece {
  name: string;
  bytes: number;
}

/** Cuts a stream of bytes into files of given sizes, each flushed to the disk, and hashes it on the way. */
export class ShardWriter {
  readonly #hash = createHash('sha256');
  #file: FileHandle | undefined;
  #piece = 0;
  #inPiece = 0;

  constructor(
    readonly folder: string,
    readonly pieces: readonly Piece[],
  ) {}

  /**
   * @param bytes together with those before no more than all pieces hold; free for reuse afterwards
   * @throws DataError when the disk is full or not writable
   */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    try {
      let at = 0;
      while (at < bytes.length) {
        const piece = this.pieces[this.#piece];
        if (piece === undefined) throw new RangeError('More bytes than the shards hold.');
        this.#file ??= await open(join(this.folder, piece.name), 'wx');
        const length = Math.min(bytes.length - at, piece.bytes - this.#inPiece);
        const { bytesWritten } = await this.#file.write(bytes, at, length);
        at += bytesWritten;
        this.#inPiece += bytesWritten;
        if (this.#inPiece === piece.bytes) await this.#finishPiece();
      }
    } catch (error) {
      throw writingFailed(error, this.folder);
    }
  }

  /** SHA-256, in hex, of all bytes written. Call it once, at the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  /** Closes what is open; needed after an error only. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #finishPiece(): Promise<void> {
    await this.#file?.sync();
    await this.close();
    this.#piece += 1;
    this.#inPiece = 0;
  }
}
