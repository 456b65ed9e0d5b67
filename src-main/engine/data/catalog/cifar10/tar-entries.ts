import { DataError } from '../../data-error';

const BLOCK = 512;
/** Larger than any file of CIFAR: what claims more is not read. */
const MOST_BYTES = 1 << 26;

/** A regular file in a tar archive. */
export interface TarEntry {
  /** without its folders */
  name: string;
  bytes: Uint8Array;
}

/**
 * Reads the regular files of a tar archive (POSIX ustar) one after the other; nothing is written to the disk, so no
 * name can lead anywhere.
 *
 * @param pieces the archive, unpacked, in pieces of any length
 * @param path for messages
 * @throws DataError when it is no tar archive, cut off, or claims a file larger than 64 MiB
 */
export async function* tarEntries(pieces: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<TarEntry> {
  const take = taking(pieces);
  const damaged = (what: string) => new DataError(`${path} ${what}: get the file again.`, 'path');
  for (;;) {
    const header = await take(BLOCK);
    // Two blocks of zeros end an archive; some end without.
    if (header.every((byte) => byte === 0) && header.length % BLOCK === 0) return;
    if (header.length < BLOCK) throw damaged('is cut off');
    if (!hasRightSum(header)) throw damaged('is no tar archive, or damaged');
    const size = octal(header.subarray(124, 136));
    if (!(size <= MOST_BYTES)) throw damaged('claims to hold a file of more than 64 MB');
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    const content = await take(padded);
    if (content.length < padded) throw damaged('is cut off');
    const type = header[156];
    if (type !== 0 && type !== 0x30) continue;
    const name = text(header.subarray(0, 100)).split('/').at(-1) ?? '';
    yield { name, bytes: content.subarray(0, size) };
  }
}

/** @returns takes so many bytes, or as many as are left */
function taking(pieces: AsyncIterable<Uint8Array>): (count: number) => Promise<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async (count) => {
    const taken: Uint8Array[] = [];
    let length = 0;
    while (length < count) {
      if (rest.length === 0) {
        const next = await source.next();
        if (next.done === true) break;
        rest = next.value;
      }
      const piece = rest.subarray(0, count - length);
      rest = rest.subarray(piece.length);
      taken.push(piece);
      length += piece.length;
    }
    return Buffer.concat(taken);
  };
}

/** Up to the first zero. */
const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
};

/** NaN where it is no number. */
const octal = (bytes: Uint8Array): number => {
  const digits = text(bytes).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
};

/** The sum of a header's bytes, its own field counted as spaces. */
function hasRightSum(header: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : header[at]!;
  return octal(header.subarray(148, 156)) === sum;
}
