import { DataError } from '../data-error';

/** What NPY files of NumPy begin with; see NEP 1 and `numpy.lib.format`. */
const MAGIC = '\x93NUMPY';
/** Longer ones hold descriptions of fields, which are not read. */
const MOST_HEADER = 64 << 10;
export const LONGEST_NPY_HEADER = 12 + MOST_HEADER;
const MOST_RANK = 8;

/** How the elements of an array are written. */
export interface ElementType {
  /** boolean, whole number, whole number without sign, float, text of bytes, text of Unicode */
  kind: 'b' | 'i' | 'u' | 'f' | 'S' | 'U';
  /** bytes of one element */
  bytes: number;
  isLittleEndian: boolean;
}

export interface NpyHeader {
  type: ElementType;
  /** as NumPy writes it: "<f8" */
  typeName: string;
  isFortranOrder: boolean;
  /** outermost first */
  shape: number[];
  /** where the data begins, in bytes */
  offset: number;
  /** bytes of data that the shape asks for */
  bytes: number;
}

const SIZES: Record<ElementType['kind'], readonly number[] | undefined> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8],
  S: undefined,
  U: undefined,
};

function elementType(text: string, path: string): ElementType {
  const match = /^([<>|=]?)([a-zA-Z?])(\d{0,6})$/.exec(text);
  const [, order = '', letter = '', digits = ''] = match ?? [];
  if (letter === 'O') {
    throw new DataError(
      `${path} holds Python objects, which could run programs when they are read: save it as an array of numbers or texts.`,
      'path',
    );
  }
  const kind = letter === '?' ? 'b' : letter;
  const count = letter === '?' ? 1 : Number(digits);
  if (kind === 'b' || kind === 'i' || kind === 'u' || kind === 'f' || kind === 'S' || kind === 'U') {
    const isKnown = SIZES[kind]?.includes(count) ?? (count > 0 && count <= 4096);
    if (isKnown) return { kind, bytes: kind === 'U' ? 4 * count : count, isLittleEndian: order !== '>' };
  }
  throw new DataError(
    `${path} holds elements of the type ${text.slice(0, 40)}, which cannot be imported: save it as whole numbers or floats.`,
    'path',
  );
}

const damaged = (path: string) =>
  new DataError(`${path} is damaged, or no NPY file: its header cannot be read. Save it again.`, 'path');

/**
 * Parses the header of an NPY file, versions 1 to 3. Nothing is allocated that it asks for.
 *
 * @param start the file's first bytes: LONGEST_NPY_HEADER, or all that there are
 * @param path for messages
 * @throws DataError when it is none, or of a type that cannot be imported
 */
export function parseNpyHeader(start: Uint8Array, path: string): NpyHeader {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < 10 || bytes.toString('latin1', 0, 6) !== MAGIC) throw damaged(path);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw damaged(path);
  const begin = version === 1 ? 10 : 12;
  if (bytes.length < begin) throw damaged(path);
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (length > MOST_HEADER || bytes.length < begin + length) throw damaged(path);
  const text = bytes.toString(version === 3 ? 'utf8' : 'latin1', begin, begin + length);
  // A Python dictionary whose keys NumPy writes in any order.
  const descr = /['"]descr['"]\s*:\s*(['"])([^'"]*)\1/.exec(text)?.[2];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const dimensions = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (descr === undefined && /['"]descr['"]\s*:\s*\[/.test(text)) {
    throw new DataError(
      `${path} holds records of several fields, which cannot be imported: save each field as an array of its own.`,
      'path',
    );
  }
  if (descr === undefined || order === undefined || dimensions === undefined) throw damaged(path);
  const shape = dimensions
    .replaceAll('L', '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (shape.length > MOST_RANK || shape.some((size) => !Number.isSafeInteger(size))) throw damaged(path);
  const type = elementType(descr, path);
  const size = shape.reduce((product, each) => product * each, type.bytes);
  if (!Number.isSafeInteger(size)) throw damaged(path);
  return {
    type,
    typeName: descr,
    isFortranOrder: order === 'True' && shape.length > 1,
    shape,
    offset: begin + length,
    bytes: size,
  };
}
