import type { FileHandle } from 'node:fs/promises';
import { DataError } from '../faults/data-error';
import {
  ELSEWHERE_16,
  ELSEWHERE_32,
  END,
  END_64,
  END_64_BYTES,
  END_BYTES,
  ENTRY,
  ENTRY_BYTES,
  LOCATOR_64,
  LOCATOR_BYTES,
  LONG_NUMBERS,
  UTF8,
} from './zip-format';

const LONGEST_COMMENT = 0xffff;
/** Enough for some millions of files; a larger table of contents would not fit into memory comfortably. */
const MOST_DIRECTORY_BYTES = 512 * 1024 * 1024;
/** Deflate cannot shrink anything more than this. */
const DEFLATE_BEST = 1032;
/** A file or folder in a zip archive, as the table of contents tells of it: nothing of it has been proven yet. */
export interface ZipEntry {
  /** with `/` between folders; of folders at the end, too */
  path: string;
  isFolder: boolean;
  isLink: boolean;
  isEncrypted: boolean;
  /** 0 is stored, 8 is deflated */
  method: number;
  crc: number;
  packedBytes: number;
  /** of the file when it is unpacked */
  bytes: number;
  /** where its local header is */
  offset: number;
}

/**
 * Reads the table of contents of a zip archive, zip64 too, and holds it against the archive's size.
 *
 * @param path for messages
 * @throws DataError when it is no zip archive, damaged, in several volumes, or made to fill the memory
 */
export async function readZipDirectory(file: FileHandle, path: string): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const end = await findEnd(file, size, path);
  if (end.offset + end.bytes > size) throw damaged(path);
  if (end.bytes > MOST_DIRECTORY_BYTES || end.count * ENTRY_BYTES > end.bytes) throw damaged(path);
  const directory = await readExactly(file, end.offset, end.bytes, path);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < end.count; index++) {
    const { entry, next } = parseEntry(directory, at, path);
    entries.push(entry);
    at = next;
  }
  checkSizes(entries, size, path);
  return entries;
}

/** @throws DataError when the archive ends before */
export async function readExactly(
  file: FileHandle,
  offset: number,
  bytes: number,
  path: string,
): Promise<Buffer> {
  const into = Buffer.allocUnsafe(bytes);
  let read = 0;
  while (read < bytes) {
    const { bytesRead } = await file.read(into, read, bytes - read, offset + read);
    if (bytesRead === 0) throw damaged(path);
    read += bytesRead;
  }
  return into;
}

interface Directory {
  offset: number;
  bytes: number;
  count: number;
}

async function findEnd(file: FileHandle, size: number, path: string): Promise<Directory> {
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await readExactly(file, size - length, length, path);
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) !== length) continue;
    const volume = tail.readUInt16LE(at + 4);
    const found = {
      count: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const isLong =
      found.count === ELSEWHERE_16 || found.bytes === ELSEWHERE_32 || found.offset === ELSEWHERE_32;
    const longer = isLong ? await findEnd64(file, size - length + at, path) : undefined;
    if (longer) return longer;
    if (volume !== 0) {
      throw new DataError(
        `${path} is one part of a zip file in several: join them to one and import that.`,
        'path',
      );
    }
    return found;
  }
  throw new DataError(
    `${path} is not a whole zip file: its table of contents is missing. Get the file again.`,
    'path',
  );
}

async function findEnd64(file: FileHandle, endAt: number, path: string): Promise<Directory | undefined> {
  if (endAt < LOCATOR_BYTES) return undefined;
  const locator = await readExactly(file, endAt - LOCATOR_BYTES, LOCATOR_BYTES, path);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return undefined;
  const at = long(locator, 8, path);
  if (at + END_64_BYTES > endAt) throw damaged(path);
  const end = await readExactly(file, at, END_64_BYTES, path);
  if (end.readUInt32LE(0) !== END_64) throw damaged(path);
  return { count: long(end, 32, path), bytes: long(end, 40, path), offset: long(end, 48, path) };
}

function parseEntry(directory: Buffer, at: number, path: string): { entry: ZipEntry; next: number } {
  if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY) throw damaged(path);
  const flags = directory.readUInt16LE(at + 8);
  const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw damaged(path);
  const name = decodeName(directory.subarray(at + ENTRY_BYTES, nameEnd), (flags & UTF8) !== 0);
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  const sizes = { bytes: 0, packedBytes: 0, offset: 0 };
  // The longer numbers come in this order, and only those that are needed.
  const extra = longNumbers(directory.subarray(nameEnd, extraEnd));
  for (const [key, place] of [
    ['bytes', 24],
    ['packedBytes', 20],
    ['offset', 42],
  ] as const) {
    const short = directory.readUInt32LE(at + place);
    sizes[key] = short === ELSEWHERE_32 && extra ? extra(path) : short;
  }
  return {
    next,
    entry: {
      path: name,
      isFolder: name.endsWith('/'),
      isLink: (mode & 0xf000) === 0xa000,
      isEncrypted: (flags & 0x2041) !== 0,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      ...sizes,
    },
  };
}

/** Names are UTF-8, or of an old code page: there, letters beyond ASCII may come out wrong but are kept apart. */
function decodeName(bytes: Buffer, isUtf8: boolean): string {
  const text = bytes.toString('utf8');
  const name = isUtf8 || !text.includes('�') ? text : bytes.toString('latin1');
  return name.replaceAll('\\', '/').normalize('NFC');
}

/** Hands out the numbers of 64 bits in an entry's zip64 field, one after the other; undefined where there is none. */
function longNumbers(extra: Buffer): ((path: string) => number) | undefined {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === LONG_NUMBERS) {
      const field = extra.subarray(at + 4, at + 4 + length);
      let taken = 0;
      return (path) => {
        const number = long(field, taken, path);
        taken += 8;
        return number;
      };
    }
    at += 4 + length;
  }
  return undefined;
}

function long(bytes: Buffer, at: number, path: string): number {
  if (at + 8 > bytes.length) throw damaged(path);
  const number = bytes.readBigUInt64LE(at);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(path);
  return Number(number);
}

/** What cannot be true is a damage or a trap: files that share bytes, or are smaller than deflate can make them. */
function checkSizes(entries: readonly ZipEntry[], size: number, path: string): void {
  const packed = entries.reduce((sum, entry) => sum + entry.packedBytes, 0);
  const unpacked = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (packed <= size && unpacked <= size * DEFLATE_BEST) return;
  throw new DataError(
    `${path} claims to hold more than a zip file of ${size.toLocaleString('en')} bytes can: it is damaged or a zip bomb, and was not unpacked.`,
    'path',
  );
}

export const damaged = (path: string): DataError =>
  new DataError(
    `${path} is damaged: its table of contents does not fit the file. Get the file again.`,
    'path',
  );
