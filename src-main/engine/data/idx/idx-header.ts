import { DataError } from '../data-error';

/** The longest header that is read: the magic number and four dimensions. */
export const LONGEST_HEADER = 20;

/** What an IDX file says of itself. */
export interface IdxHeader {
  /** sizes of the dimensions, outermost first */
  dimensions: number[];
  /** where the data begins, in bytes */
  offset: number;
  /** bytes of data that the dimensions ask for (one byte an element) */
  bytes: number;
}

const TYPES: Readonly<Record<number, string>> = {
  0x09: 'int8',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

/**
 * Parses the header of an IDX file of bytes.
 *
 * @param start the file's first bytes, uncompressed: 20, or all that there are
 * @param ranks how many dimensions it may have
 * @param path for messages
 * @throws DataError when it is not IDX, not of bytes, of another rank or too short
 */
export function parseIdxHeader(start: Uint8Array, ranks: readonly number[], path: string): IdxHeader {
  if (start.length === 0) throw new DataError(`${path} is empty: get the file again.`, 'path');
  if (start.length < 4 || start[0] !== 0 || start[1] !== 0) {
    throw new DataError(
      `${path} is not an IDX file: its first bytes are not the format's magic number.`,
      'path',
    );
  }
  const type = start[2]!;
  const rank = start[3]!;
  if (type !== 0x08) {
    const found = TYPES[type];
    throw new DataError(
      found === undefined
        ? `${path} is not an IDX file: its magic number names no type of element.`
        : `${path} holds ${found} numbers, but only unsigned bytes can be imported: convert it to uint8.`,
      'path',
    );
  }
  if (!ranks.includes(rank)) {
    throw new DataError(
      `${path} has ${rank} dimensions where ${ranks.join(' or ')} were expected: are pictures and labels swapped?`,
      'path',
    );
  }
  const offset = 4 + 4 * rank;
  if (start.length < offset) {
    throw new DataError(`${path} ends within its header: get the file again.`, 'path');
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const dimensions: number[] = [];
  let bytes = 1;
  for (let d = 0; d < rank; d++) {
    const size = view.getUint32(4 + 4 * d);
    dimensions.push(size);
    bytes *= size;
  }
  return { dimensions, offset, bytes };
}
