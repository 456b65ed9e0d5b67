import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError, readingFailed } from '../data-error';
import { openByteFile } from '../import/byte-file';
import { checkUnchanged, markOf, type FileMark } from '../import/file-mark';
import { plainBytes } from '../import/plain-bytes';
import { readZipDirectory, type ZipEntry } from '../../../zip/zip-directory';
import { entryBytes } from '../../../zip/zip-entry-stream';
import { LONGEST_NPY_HEADER, parseNpyHeader, type NpyHeader } from './npy-header';

/** Arrays in Fortran's order are turned in memory; larger ones are asked for in C's. */
const MOST_TURNED = 1 << 30;
/** Deflate cannot shrink anything more than this. */
const DEFLATE_BEST = 1032;
const PIECE = 1 << 20;

/** One array in a file. */
export interface StoredArray {
  name: string;
  /** for messages */
  where: string;
  file: FileMark;
  header: NpyHeader;
  /** Its data in C's order, in pieces of whole items along the first axis. @throws DataError */
  items(signal?: AbortSignal): AsyncGenerator<DataView>;
}

type Bytes = () => AsyncGenerator<Uint8Array>;

async function headerOf(bytes: Bytes, where: string): Promise<NpyHeader> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes()) {
    pieces.push(piece);
    length += piece.length;
    if (length >= LONGEST_NPY_HEADER) break;
  }
  return parseNpyHeader(Buffer.concat(pieces), where);
}

const wrongLength = (where: string, { shape, typeName }: NpyHeader) =>
  new DataError(
    `${where} does not hold the ${shape.join(' × ') || 'single'} elements of type ${typeName} that its header claims: save it again.`,
    'path',
  );

/** Data behind the header, held against what the header claims. */
async function* dataOf(bytes: Bytes, header: NpyHeader, where: string): AsyncGenerator<Uint8Array> {
  let skip = header.offset;
  let left = header.bytes;
  for await (const piece of bytes()) {
    const data = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - data.length;
    left -= data.length;
    if (left < 0) throw wrongLength(where, header);
    if (data.length > 0) yield data;
  }
  if (left > 0) throw wrongLength(where, header);
}

/** Bytes of one item along the first axis. */
const itemBytes = ({ shape, type }: NpyHeader): number =>
  shape.slice(1).reduce((product, size) => product * size, type.bytes);

/** In C's order what came in Fortran's: the first axis changes fastest there. */
function turned(data: Uint8Array, { shape, type }: NpyHeader): Uint8Array {
  const result = new Uint8Array(data.length);
  const { bytes } = type;
  const count = data.length / bytes;
  const place = shape.map(() => 0);
  for (let to = 0; to < count; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis]! + place[axis]!;
    for (let byte = 0; byte < bytes; byte++) result[to * bytes + byte] = data[from * bytes + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++place[axis]! < shape[axis]!) break;
      place[axis] = 0;
    }
  }
  return result;
}

function storedArray({ name, where, file, header }: Omit<StoredArray, 'items'>, bytes: Bytes): StoredArray {
  async function* items(signal?: AbortSignal): AsyncGenerator<DataView> {
    const each = itemBytes(header);
    if (header.bytes === 0) return;
    if (header.isFortranOrder) {
      const all = new Uint8Array(header.bytes);
      let at = 0;
      for await (const data of dataOf(bytes, header, where)) {
        signal?.throwIfAborted();
        all.set(data, at);
        at += data.length;
      }
      yield new DataView(turned(all, header).buffer);
      return;
    }
    // Whole items, gathered from pieces that end anywhere.
    const buffer = new Uint8Array(Math.max(1, Math.floor(PIECE / each)) * each);
    let filled = 0;
    for await (const data of dataOf(bytes, header, where)) {
      signal?.throwIfAborted();
      for (let at = 0; at < data.length;) {
        const taken = Math.min(data.length - at, buffer.length - filled);
        buffer.set(data.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled < buffer.length) continue;
        yield new DataView(buffer.buffer, 0, filled);
        filled = 0;
      }
    }
    if (filled > 0) yield new DataView(buffer.buffer, 0, filled);
  }
  return { name, where, file, header, items };
}

/** @throws DataError when an array cannot be what it claims, or is too large to be turned in memory */
function checkSize(header: NpyHeader, where: string, most: number): void {
  if (header.offset + header.bytes > most) throw wrongLength(where, header);
  if (itemBytes(header) > MOST_TURNED) {
    throw new DataError(
      `${where} has samples of more than a gigabyte each: is its first axis that of samples?`,
      'path',
    );
  }
  if (header.isFortranOrder && header.bytes > MOST_TURNED) {
    throw new DataError(
      `${where} is in Fortran's order and larger than a gigabyte: save it with numpy.ascontiguousarray.`,
      'path',
    );
  }
}

async function openNpy(path: string): Promise<StoredArray> {
  const file = await openByteFile(path);
  const bytes: Bytes = () => plainBytes(file);
  const header = await headerOf(bytes, path);
  checkSize(header, path, file.compressed ? file.fileBytes * DEFLATE_BEST : file.fileBytes);
  const name = basename(path).replace(/\.npy(?:\.gz)?$/i, '');
  return storedArray({ name, where: path, file, header }, bytes);
}

/** Names of what stands for targets beside what stands for inputs. */
const PARTNERS: readonly [RegExp, readonly string[]][] = [
  [/^x(?=$|_)/i, ['y']],
  [/^(?:data|features|images|inputs)(?=$|_)/i, ['labels', 'targets', 'target', 'y']],
  [/(?<=^|_)(?:images|data|features|inputs)$/i, ['labels', 'targets', 'target']],
  [/(?<=_)x$/i, ['y']],
];

/** NPY files that lie beside one and belong to it: `y.npy` to `x.npy`. */
async function partnersOf(path: string): Promise<string[]> {
  const own = basename(path);
  const stem = own.replace(/\.npy$/i, '');
  const beside = await readdir(dirname(path)).catch(() => []);
  for (const [pattern, words] of PARTNERS) {
    if (!pattern.test(stem)) continue;
    for (const word of words) {
      const wanted = `${stem.replace(pattern, word)}.npy`.toLowerCase();
      const found = beside.find((name) => name.toLowerCase() === wanted && name !== own);
      if (found !== undefined) return [join(dirname(path), found)];
    }
  }
  return [];
}

async function openNpz(path: string): Promise<Pick<ArrayFile, 'arrays' | 'faults'>> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  try {
    const status = await file.stat({ bigint: true });
    const mark = markOf(path, status);
    const entries = await readZipDirectory(file, path);
    const arrays: StoredArray[] = [];
    const faults = new Map<string, DataError>();
    for (const entry of entries) {
      if (!/\.npy$/i.test(entry.path)) continue;
      checkEntry(entry, path, Number(status.size));
      const name = entry.path.replace(/\.npy$/i, '');
      const where = `${path} (array "${name.slice(0, 60)}")`;
      const bytes: Bytes = () => entryStream(mark, entry);
      try {
        const header = await headerOf(bytes, where);
        checkSize(header, where, entry.bytes);
        arrays.push(storedArray({ name, where, file: mark, header }, bytes));
      } catch (error) {
        // An array that is not needed may be of any type.
        if (!(error instanceof DataError)) throw error;
        faults.set(name, error);
      }
    }
    return { arrays, faults };
  } finally {
    await file.close();
  }
}

function checkEntry({ packedBytes, bytes, isEncrypted, method }: ZipEntry, path: string, size: number): void {
  if (isEncrypted || (method !== 0 && method !== 8)) {
    throw new DataError(
      `${path} is encrypted or packed in an unusual way: save it with numpy.savez.`,
      'path',
    );
  }
  const most = method === 0 ? packedBytes : packedBytes * DEFLATE_BEST;
  if (packedBytes <= size && bytes <= most) return;
  throw new DataError(
    `${path} claims to unpack to more than it can, as zip bombs do: save it again with numpy.savez.`,
    'path',
  );
}

async function* entryStream(mark: FileMark, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const { path } = mark;
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  try {
    yield* entryBytes(file, entry, path);
    await checkUnchanged(mark);
  } finally {
    await file.close();
  }
}

export interface ArrayFile {
  path: string;
  format: 'npy' | 'npz';
  arrays: StoredArray[];
  /** why arrays cannot be read, by their names */
  faults: Map<string, DataError>;
}

/**
 * Opens an NPZ file, or an NPY file with the one of its targets beside it. Only headers are read, and held against sizes.
 *
 * @throws DataError when it is none, or claims what it cannot hold
 */
export async function openArrayFile(path: string): Promise<ArrayFile> {
  const { compressed } = await openByteFile(path);
  if (!compressed && (await isZip(path))) return { path, format: 'npz', ...(await openNpz(path)) };
  const partners = await partnersOf(path);
  const arrays = [await openNpy(path)];
  for (const partner of partners) arrays.push(await openNpy(partner));
  return { path, format: 'npy', arrays, faults: new Map() };
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1', 0, 2) === 'PK';
  } finally {
    await file.close();
  }
}
