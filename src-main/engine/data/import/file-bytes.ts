import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataError, errorCode, readingFailed } from '../data-error';

const CHUNK = 1 << 20;

/** A file of bytes, plain or gzipped. */
export interface ByteFile {
  path: string;
  /** of the file as it is on the disk */
  fileBytes: number;
  /** told by its first bytes, not by its name */
  compressed: boolean;
}

/** @throws DataError when there is no file, or it may not be read */
export async function openByteFile(path: string): Promise<ByteFile> {
  try {
    const handle = await open(path, 'r');
    try {
      const status = await handle.stat();
      if (!status.isFile()) throw new DataError(`${path} is not a file: put the data file there.`, 'path');
      const magic = new Uint8Array(2);
      const { bytesRead } = await handle.read(magic, 0, 2, 0);
      const compressed = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
      return { path, fileBytes: status.size, compressed };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingFailed(error, path);
  }
}

/**
 * The bytes of a file, unpacked, a chunk of at most 1 MiB at a time.
 *
 * @param onRead told how many bytes of the file on the disk have been read
 * @throws DataError when it cannot be read, its compression is damaged, or more follows the compressed data
 */
export async function* plainBytes(
  { path, fileBytes, compressed }: ByteFile,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path, { highWaterMark: CHUNK });
  const gunzip = compressed ? createGunzip({ chunkSize: CHUNK }) : undefined;
  if (gunzip) {
    source.on('error', (error) => gunzip.destroy(error));
    source.pipe(gunzip);
  }
  const stream: AsyncIterable<Uint8Array> = gunzip ?? source;
  try {
    for await (const chunk of stream) {
      onRead?.(gunzip?.bytesWritten ?? source.bytesRead);
      yield chunk;
    }
    // Bytes after the compressed data are dropped in silence by zlib.
    if (gunzip && gunzip.bytesWritten < fileBytes) {
      throw new DataError(`${path} has bytes after its compressed data: get the file again.`, 'path');
    }
  } catch (error) {
    if (errorCode(error)?.startsWith('Z_')) {
      throw new DataError(
        `${path} is damaged: it cannot be unpacked with gzip. Get the file again.`,
        'path',
        { cause: error },
      );
    }
    throw readingFailed(error, path);
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
}
