import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { errorCode, readingFailed } from '../faults/data-error';
import { damaged, readExactly, type ZipEntry } from './zip-directory';
import { LOCAL, LOCAL_BYTES } from './zip-format';

const CHUNK = 256 << 10;

/**
 * The bytes of one file of a zip archive, unpacked, a piece at a time, and never more than it claims to have.
 *
 * @param path of the archive
 * @throws DataError when it is damaged, or unpacks to more than it claims
 */
export async function* entryBytes(
  file: FileHandle,
  { offset, method, packedBytes, bytes }: ZipEntry,
  path: string,
): AsyncGenerator<Uint8Array> {
  const local = await readExactly(file, offset, LOCAL_BYTES, path);
  if (local.readUInt32LE(0) !== LOCAL || (method !== 0 && method !== 8)) throw damaged(path);
  if (packedBytes === 0) {
    if (bytes > 0) throw damaged(path);
    return;
  }
  const start = offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  const source = createReadStream(path, { start, end: start + packedBytes - 1, highWaterMark: CHUNK });
  const inflate = method === 8 ? createInflateRaw({ chunkSize: CHUNK }) : undefined;
  if (inflate) {
    source.on('error', (error) => inflate.destroy(error));
    source.pipe(inflate);
  }
  const stream: AsyncIterable<Uint8Array> = inflate ?? source;
  let left = bytes;
  try {
    for await (const piece of stream) {
      left -= piece.length;
      if (left < 0) throw damaged(path);
      yield piece;
    }
    if (left > 0) throw damaged(path);
  } catch (error) {
    throw errorCode(error)?.startsWith('Z_') === true ? damaged(path) : readingFailed(error, path);
  } finally {
    source.destroy();
    inflate?.destroy();
  }
}
