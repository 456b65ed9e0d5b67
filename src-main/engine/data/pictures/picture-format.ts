export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff';

const text = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

const isSvg = (start: string): boolean => /<svg[\s>]/i.test(start);

/** Formats that are known but not read, by what their files begin with. */
const UNREAD: readonly [string, (bytes: Uint8Array) => boolean][] = [
  ['a BMP picture', (bytes) => text(bytes, 0, 2) === 'BM'],
  ['a HEIC picture', (bytes) => /^ftyp(hei|hev|mif1|msf1)/.test(text(bytes, 4, 8))],
  ['an AVIF picture', (bytes) => /^ftypavi[fs]/.test(text(bytes, 4, 8))],
  ['an SVG drawing', (bytes) => isSvg(text(bytes, 0, 512))],
  [
    'an icon',
    (bytes) => bytes[0] === 0 && bytes[1] === 0 && (bytes[2] === 1 || bytes[2] === 2) && bytes[3] === 0,
  ],
  ['a Photoshop picture', (bytes) => text(bytes, 0, 4) === '8BPS'],
  ['a JPEG XL picture', (bytes) => (bytes[0] === 0xff && bytes[1] === 0x0a) || text(bytes, 4, 4) === 'JXL '],
  [
    'a JPEG 2000 picture',
    (bytes) => text(bytes, 4, 4) === 'jP  ' || (bytes[0] === 0xff && bytes[1] === 0x4f),
  ],
  ['a PNM picture', (bytes) => /^P[1-7]\s/.test(text(bytes, 0, 3))],
  ['a PDF document', (bytes) => text(bytes, 0, 5) === '%PDF-'],
  ['a film', (bytes) => text(bytes, 4, 4) === 'ftyp'],
  ['a zip file', (bytes) => text(bytes, 0, 2) === 'PK'],
];

/** What a file is, by its content: one of the formats that are read, another kind in words, or undefined. */
export function formatOf(bytes: Uint8Array): PictureFormat | { unread: string } | undefined {
  if (text(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return 'webp';
  if (/^GIF8[79]a/.test(text(bytes, 0, 6))) return 'gif';
  // In either byte order, with offsets of 32 or 64 bits.
  if (/^(II[*+]\0|MM\0[*+])/.test(text(bytes, 0, 4))) return 'tiff';
  const unread = UNREAD.find(([, matches]) => matches(bytes));
  return unread && { unread: unread[0] };
}
