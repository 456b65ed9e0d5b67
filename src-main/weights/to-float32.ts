import type { ForeignArray } from './foreign-file';

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** The upper half of a float32. */
function brain(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

/** Numbers of an array as float32; 16 bits fit in exactly, 64 are rounded. @param bytes whole numbers of it */
export function toFloat32(
  bytes: Uint8Array,
  { type, scale = 1, min = 0 }: Omit<ForeignArray, 'read' | 'name' | 'shape'>,
): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = (size: number, read: (at: number) => number) =>
    Float32Array.from({ length: bytes.byteLength / size }, (_, at) => read(at * size));
  switch (type) {
    case 'F32':
      return from(4, (at) => view.getFloat32(at, true));
    case 'F64':
      return from(8, (at) => view.getFloat64(at, true));
    case 'F16':
      return from(2, (at) => half(view.getUint16(at, true)));
    case 'BF16':
      return from(2, (at) => brain(view.getUint16(at, true)));
    case 'Q8':
      return from(1, (at) => view.getUint8(at) * scale + min);
    case 'Q16':
      return from(2, (at) => view.getUint16(at, true) * scale + min);
  }
}
