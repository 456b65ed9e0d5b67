import { zipSync, type Zippable } from 'fflate';

export interface NpyOptions {
  /** as NumPy writes it */
  type: string;
  shape: readonly number[];
  isFortranOrder?: boolean;
  version?: 1 | 2 | 3;
}

/** The bytes of an NPY file as `numpy.save` writes them; see NEP 1. */
export function npyBytes(
  { type, shape, isFortranOrder = false, version = 1 }: NpyOptions,
  data: Uint8Array,
): Buffer {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': ${isFortranOrder ? 'True' : 'False'}, 'shape': (${dimensions}), }`;
  const before = version === 1 ? 10 : 12;
  const padding = 64 - ((before + text.length + 1) % 64);
  const header = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, header, data]);
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const TYPES: readonly [new (...items: never[]) => ArrayBufferView, string][] = [
  [Uint8Array, '|u1'],
  [Int8Array, '|i1'],
  [Uint16Array, '<u2'],
  [Int16Array, '<i2'],
  [Uint32Array, '<u4'],
  [Int32Array, '<i4'],
  [BigUint64Array, '<u8'],
  [BigInt64Array, '<i8'],
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
];

/** An NPY file of a typed array of this machine's order, which is little-endian wherever this runs. */
export function npyOf(array: ArrayBufferView, shape: readonly number[]): Buffer {
  const type = TYPES.find(([constructor]) => array instanceof constructor)![1];
  return npyBytes({ type, shape }, bytesOf(array));
}

/** An NPZ file. */
export function npzOf(arrays: Record<string, Uint8Array>, isCompressed = false): Uint8Array {
  const level = isCompressed ? 6 : 0;
  const files: Zippable = {};
  for (const [name, bytes] of Object.entries(arrays)) files[`${name}.npy`] = [bytes, { level }];
  return zipSync(files);
}
