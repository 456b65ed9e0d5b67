import { DataError } from '../data-error';
import { openByteFile, type ByteFile } from '../import/byte-file';
import { plainBytes } from '../import/plain-bytes';
import { LONGEST_HEADER, parseIdxHeader, type IdxHeader } from './idx-header';

/** Deflate cannot shrink anything more than this: an upper bound on what a compressed file can hold. */
const DEFLATE_BEST = 1032;

/** An IDX file of bytes whose header has been held against the file's size. */
export interface IdxFile extends IdxHeader, ByteFile {}

/**
 * Reads the header of an IDX file, plain or gzipped (told by content, not by name), and checks that the file
 * can hold what it claims. Allocates nothing that the header asks for.
 *
 * @throws DataError for a file that is missing, unreadable, not IDX, cut off or too long
 */
export async function openIdx(path: string, ranks: readonly number[]): Promise<IdxFile> {
  const file = await openByteFile(path);
  const { fileBytes, compressed } = file;
  let start = new Uint8Array(0);
  for await (const chunk of plainBytes(file)) {
    start = Uint8Array.from([...start, ...chunk.subarray(0, LONGEST_HEADER - start.length)]);
    if (start.length === LONGEST_HEADER) break;
  }
  const header = parseIdxHeader(start, ranks, path);
  const most = compressed ? fileBytes * DEFLATE_BEST : fileBytes;
  const wanted = header.offset + header.bytes;
  if (wanted > most) throw tooShort(path, header);
  if (!compressed && wanted < fileBytes) throw tooLong(path, header);
  return { ...header, ...file };
}

/**
 * Reads the data after the header, a chunk of at most 1 MiB at a time.
 *
 * @throws DataError when there is less or more of it than the header claims, or the compression is damaged
 */
export async function* readIdx(file: IdxFile): AsyncGenerator<Uint8Array> {
  let skip = file.offset;
  let left = file.bytes;
  for await (const chunk of plainBytes(file)) {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    const data = chunk.subarray(skipped);
    if (data.length > left) throw tooLong(file.path, file);
    left -= data.length;
    if (data.length > 0) yield data;
  }
  if (left > 0) throw tooShort(file.path, file);
}

function tooShort(path: string, header: IdxHeader): DataError {
  return new DataError(
    `${path} is cut off: its header claims ${header.dimensions.join(' × ')} bytes, more than the file holds. Get the file again.`,
    'path',
  );
}

function tooLong(path: string, header: IdxHeader): DataError {
  return new DataError(
    `${path} is longer than the ${header.dimensions.join(' × ')} bytes that its header claims: get the file again.`,
    'path',
  );
}
