import {
  ELSEWHERE_16,
  ELSEWHERE_32,
  END,
  END_64,
  END_64_BYTES,
  END_BYTES,
  ENTRY,
  ENTRY_BYTES,
  LOCAL,
  LOCAL_BYTES,
  LOCATOR_64,
  LOCATOR_BYTES,
  LONG_NUMBERS,
  UTF8,
} from './zip-format';

/** A file as it was written into an archive. */
export interface WrittenEntry {
  /** with `/` between folders */
  name: string;
  /** 0 is stored, 8 is deflated */
  method: 0 | 8;
  crc: number;
  packedBytes: number;
  bytes: number;
  /** where its local header is */
  offset: number;
  modifiedAt: Date;
}

/** The first version that reads numbers of 64 bits, and that which reads deflated files. */
const [VERSION_64, VERSION] = [45, 20];
const MADE_ON_UNIX = 3 << 8;
const ORDINARY_FILE = (0o100644 << 16) >>> 0;

/** A date and a time of two seconds, as MS-DOS had them, of 32 bits: local time, from 1980 to 2107. */
function dosTime(at: Date): number {
  const year = Math.min(Math.max(at.getFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

function longField(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(numbers.length === 0 ? 0 : 4 + 8 * numbers.length);
  if (numbers.length === 0) return field;
  field.writeUInt16LE(LONG_NUMBERS, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, place) => field.writeBigUInt64LE(BigInt(number), 4 + 8 * place));
  return field;
}

/**
 * What stands before a file's bytes.
 *
 * @param isLong whether its sizes take 64 bits, which makes it 20 bytes longer
 */
export function localHeader(entry: WrittenEntry, isLong: boolean): Buffer {
  const name = Buffer.from(entry.name);
  const extra = longField(isLong ? [entry.bytes, entry.packedBytes] : []);
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(LOCAL, 0);
  header.writeUInt16LE(isLong ? VERSION_64 : VERSION, 4);
  header.writeUInt16LE(UTF8, 6);
  header.writeUInt16LE(entry.method, 8);
  header.writeUInt32LE(dosTime(entry.modifiedAt), 10);
  header.writeUInt32LE(entry.crc, 14);
  header.writeUInt32LE(isLong ? ELSEWHERE_32 : entry.packedBytes, 18);
  header.writeUInt32LE(isLong ? ELSEWHERE_32 : entry.bytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** What the table of contents says of a file. */
export function directoryRecord(entry: WrittenEntry): Buffer {
  const name = Buffer.from(entry.name);
  const record = Buffer.alloc(ENTRY_BYTES);
  const longer: number[] = [];
  // The longer numbers come in this order, and only those that are needed.
  for (const [number, place] of [
    [entry.bytes, 24],
    [entry.packedBytes, 20],
    [entry.offset, 42],
  ] as const) {
    if (number >= ELSEWHERE_32) longer.push(number);
    record.writeUInt32LE(Math.min(number, ELSEWHERE_32), place);
  }
  const extra = longField(longer);
  record.writeUInt32LE(ENTRY, 0);
  record.writeUInt16LE(MADE_ON_UNIX | VERSION_64, 4);
  record.writeUInt16LE(longer.length > 0 ? VERSION_64 : VERSION, 6);
  record.writeUInt16LE(UTF8, 8);
  record.writeUInt16LE(entry.method, 10);
  record.writeUInt32LE(dosTime(entry.modifiedAt), 12);
  record.writeUInt32LE(entry.crc, 16);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(ORDINARY_FILE, 38);
  return Buffer.concat([record, name, extra]);
}

/** What ends an archive: where its table of contents is, in 64 bits too where 32 or 16 do not hold it. */
export function endOfArchive(directory: { count: number; bytes: number; offset: number }): Buffer {
  const { count, bytes, offset } = directory;
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(Math.min(count, ELSEWHERE_16), 8);
  end.writeUInt16LE(Math.min(count, ELSEWHERE_16), 10);
  end.writeUInt32LE(Math.min(bytes, ELSEWHERE_32), 12);
  end.writeUInt32LE(Math.min(offset, ELSEWHERE_32), 16);
  if (count < ELSEWHERE_16 && bytes < ELSEWHERE_32 && offset < ELSEWHERE_32) return end;
  const longEnd = Buffer.alloc(END_64_BYTES);
  longEnd.writeUInt32LE(END_64, 0);
  longEnd.writeBigUInt64LE(BigInt(END_64_BYTES - 12), 4);
  longEnd.writeUInt16LE(MADE_ON_UNIX | VERSION_64, 12);
  longEnd.writeUInt16LE(VERSION_64, 14);
  longEnd.writeBigUInt64LE(BigInt(count), 24);
  longEnd.writeBigUInt64LE(BigInt(count), 32);
  longEnd.writeBigUInt64LE(BigInt(bytes), 40);
  longEnd.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(LOCATOR_BYTES);
  locator.writeUInt32LE(LOCATOR_64, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([longEnd, locator, end]);
}
