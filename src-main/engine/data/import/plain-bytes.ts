import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError, errorCode, readingFailed } from '../data-error';
import type { ByteFile } from './byte-file';
import { checkUnchanged } from './file-mark';

const CHUNK = 1 << 20;

/**
 * Reads a file, gzipped or not, in pieces of at most 1 MiB.
 *
 * @param onRead told how much of the file on the disk has been read
 * @throws DataError when it cannot be read, its compression is damaged, or it was changed since it was opened
 */
export async function* plainBytes(
  file: ByteFile,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const { path, compressed, fileBytes } = file;
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
    await checkUnchanged(file);
    // Bytes after the compressed data are dropped in silence by zlib.
    if (gunzip && gunzip.bytesWritten < fileBytes) {
      throw new DataError(`${path} has bytes after its compressed data: get the file again.`, 'path');
    }
  } catch (error) {
    if (errorCode(error)?.startsWith('Z_')) {
      throw new DataError(
        `${path} is damaged: it cannot be unpacked with gzip. Get the file again.`,
        'path',
        {
          cause: error,
        },
      );
    }
    throw readingFailed(error, path);
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
}
