import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { DataError, errorCode, readingFailed } from '../faults/data-error';
import { readExactly, readZipDirectory, type ZipEntry } from './zip-directory';
import { END, LOCAL, LOCAL_BYTES } from './zip-format';

/** What local headers usually hold beyond the name, so that one read gets it all. */
const USUAL_EXTRA = 64;

const METHODS: Record<number, string> = {
  1: 'shrunk',
  6: 'imploded',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
  99: 'AES',
};

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Why one file of an archive cannot be unpacked, in a few words. */
export class ZipEntryError extends Error {
  override readonly name = 'ZipEntryError';
}

/** Whether a file begins as a zip archive does, whole or not. @throws DataError when it is not there, or may not be read */
export async function beginsAsZip(path: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && [LOCAL, END].includes(buffer.readUInt32LE(0));
  } catch (error) {
    throw readingFailed(error, path);
  } finally {
    await file?.close();
  }
}

/** A zip archive whose files are unpacked one by one into memory, never to the disk. Always `close` it. */
export class ZipArchive {
  private constructor(
    readonly path: string,
    readonly file: FileHandle,
    readonly entries: readonly ZipEntry[],
  ) {}

  /** @throws DataError when it is not there, may not be read, or is no sound zip archive */
  static async open(path: string): Promise<ZipArchive> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'r');
      return new ZipArchive(path, file, await readZipDirectory(file, path));
    } catch (error) {
      await file?.close();
      throw readingFailed(error, path);
    }
  }

  /**
   * Unpacks one file and checks it. It takes no more memory than the file claims to be long: ask `entry.bytes` before.
   *
   * @throws ZipEntryError when that cannot be done
   */
  async read(entry: ZipEntry): Promise<Uint8Array> {
    if (entry.isEncrypted) throw new ZipEntryError('it is encrypted: unpack the archive with its password');
    if (entry.method !== 0 && entry.method !== 8) {
      const method = METHODS[entry.method] ?? `method ${entry.method}`;
      throw new ZipEntryError(`it is packed with ${method}, not with deflate: pack the archive anew`);
    }
    const packed = await this.#packedBytes(entry);
    const bytes = entry.method === 0 ? packed : await unpack(packed, entry.bytes);
    if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc) throw damagedEntry();
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #packedBytes({ offset, packedBytes, path }: ZipEntry): Promise<Uint8Array> {
    const { size } = await this.file.stat();
    if (offset + LOCAL_BYTES + packedBytes > size) throw damagedEntry();
    try {
      const length = Math.min(
        size - offset,
        LOCAL_BYTES + Buffer.byteLength(path) + USUAL_EXTRA + packedBytes,
      );
      const block = await readExactly(this.file, offset, length, this.path);
      if (block.readUInt32LE(0) !== LOCAL) throw damagedEntry();
      const begin = LOCAL_BYTES + block.readUInt16LE(26) + block.readUInt16LE(28);
      if (begin + packedBytes <= length) return block.subarray(begin, begin + packedBytes);
      return await readExactly(this.file, offset + begin, packedBytes, this.path);
    } catch (error) {
      if (error instanceof DataError) throw damagedEntry();
      if (errorCode(error) === undefined) throw error;
      throw new ZipEntryError(`it could not be read (${errorCode(error)}): check the disk`, { cause: error });
    }
  }
}

const damagedEntry = () => new ZipEntryError('it is damaged in the archive: get the archive again');

async function unpack(packed: Uint8Array, bytes: number): Promise<Uint8Array> {
  // One more than it may have, so that one that is exactly as long as it says is no error.
  return inflate(packed, { maxOutputLength: bytes + 1 }).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ZipEntryError('it unpacks to more than it claims, as a zip bomb does');
    }
    if (code?.startsWith('Z_') === true || code?.startsWith('ERR_') === true) throw damagedEntry();
    throw error;
  });
}
