import type { ElementType } from './npy-header';

/** Number of a half-precision float (IEEE 754 binary16). */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** Reads one number out of an array's bytes. Whole numbers of 64 bits beyond 2^53 are rounded. */
export type ReadNumber = (view: DataView, at: number) => number;

/** @param type of numbers or booleans */
export function numberReader({ kind, bytes, isLittleEndian: little }: ElementType): ReadNumber {
  switch (`${kind}${bytes}`) {
    case 'b1':
      return (view, at) => (view.getUint8(at) === 0 ? 0 : 1);
    case 'u1':
      return (view, at) => view.getUint8(at);
    case 'i1':
      return (view, at) => view.getInt8(at);
    case 'u2':
      return (view, at) => view.getUint16(at, little);
    case 'i2':
      return (view, at) => view.getInt16(at, little);
    case 'u4':
      return (view, at) => view.getUint32(at, little);
    case 'i4':
      return (view, at) => view.getInt32(at, little);
    case 'u8':
      return (view, at) => Number(view.getBigUint64(at, little));
    case 'i8':
      return (view, at) => Number(view.getBigInt64(at, little));
    case 'f2':
      return (view, at) => half(view.getUint16(at, little));
    case 'f4':
      return (view, at) => view.getFloat32(at, little);
    case 'f8':
      return (view, at) => view.getFloat64(at, little);
    default:
      throw new RangeError(`${kind}${bytes} is no number`);
  }
}

/** Reads one text; what fills it up with zeros is left away. */
export function textReader({
  kind,
  bytes,
  isLittleEndian: little,
}: ElementType): (view: DataView, at: number) => string {
  if (kind === 'S') {
    return (view, at) =>
      Buffer.from(view.buffer, view.byteOffset + at, bytes)
        .toString('utf8')
        .replace(/\0+$/, '');
  }
  return (view, at) => {
    let text = '';
    for (let place = at; place < at + bytes; place += 4) {
      const code = view.getUint32(place, little);
      text += code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
    }
    return text.replace(/\0+$/, '');
  };
}

export const isText = ({ kind }: ElementType): boolean => kind === 'S' || kind === 'U';
