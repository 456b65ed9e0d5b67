import * as fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Resize } from '@shared/contract/dataset';
import { PictureDecoder } from '../../../../../src-main/engine/data/pictures/decode';
import { FileFault } from '../../../../../src-main/engine/data/pictures/file-fault';
import { loadSharp } from '../../../../../src-main/engine/data/pictures/load-sharp';
import { decodePlainPng } from '../../../../../src-main/engine/data/pictures/plain-png';
import { withSoundChecksums } from './mutate';
import { tiffBytes } from './tiff-samples';
import { encoded, FORMATS, open, rawPicture } from './picture-samples';

let decoder: PictureDecoder;
beforeAll(async () => {
  decoder = new PictureDecoder(await loadSharp());
});

const decode = (bytes: Uint8Array, height = 12, width = 10, resize: Resize = 'stretch') =>
  decoder.decode(bytes, { height, width, resize });

const fault = async (bytes: Uint8Array): Promise<string> => {
  const error: unknown = await decode(bytes).catch((reason: unknown) => reason);
  if (!(error instanceof FileFault)) throw new Error('No FileFault was thrown.', { cause: error });
  return `${error.reason}: ${error.message}`;
};

/** Rows of one channel as numbers, each level as how many fifths of white it is. */
const drawn = (pixels: Uint8Array, width: number) =>
  Array.from({ length: pixels.length / width }, (_, row) =>
    [...pixels.subarray(row * width, (row + 1) * width)]
      .map((level) => Math.round((5 * level) / 255))
      .join(''),
  );

const solid = (height: number, width: number, level: number, channels: 1 | 3 = 3) =>
  ({ pixels: new Uint8Array(height * width * channels).fill(level), height, width, channels }) as const;

describe('PictureDecoder', () => {
  it.each(FORMATS)('reads %s, grey and colour', async (format) => {
    const isLossy = format === 'jpeg';
    for (const channels of [1, 3] as const) {
      const raw = rawPicture(5, 12, 10, channels);
      // 120 colours fit into a GIF's palette.
      const decoded = await decode(await encoded(raw, format));
      expect(decoded.channels).toBe(channels);
      expect(decoded.original).toMatchObject({ height: 12, width: 10 });
      const worst = Math.max(...decoded.pixels.map((level, at) => Math.abs(level - raw.pixels[at]!)));
      expect(worst).toBeLessThanOrEqual(isLossy ? 60 : format === 'gif' ? 30 : 0);
    }
  });

  it('takes pictures in colour files for grey where they have none', async () => {
    const grey = rawPicture(6);
    const inColor = Uint8Array.from(
      { length: 3 * grey.pixels.length },
      (_, at) => grey.pixels[Math.floor(at / 3)]!,
    );
    const file = await encoded({ ...grey, pixels: inColor, channels: 3 });
    expect(await decode(file)).toMatchObject({ channels: 1, pixels: grey.pixels });
  });

  it('turns pictures upright as their EXIF data say', async () => {
    // A white corner tells all eight orientations apart together with the side next to it.
    const pixels = Uint8Array.from([255, 255, 102, 0, 0, 0]);
    const plain = await open({ pixels, height: 2, width: 3, channels: 1 })
      .resize(30, 20, { kernel: 'nearest' })
      .png()
      .toBuffer();
    const seen: string[] = [];
    for (let orientation = 1; orientation <= 8; orientation++) {
      const file = await sharp(plain).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
      const [height, width] = orientation < 5 ? [2, 3] : [3, 2];
      const decoded = await decode(file, 10 * height, 10 * width);
      expect(decoded.original).toEqual({ height: 10 * height, width: 10 * width });
      const middles = Uint8Array.from({ length: 6 }, (_, at) => {
        const [row, column] = [Math.floor(at / width), at % width];
        return decoded.pixels[(10 * row + 5) * 10 * width + 10 * column + 5]!;
      });
      seen.push(drawn(middles, width).join(' '));
    }
    expect(seen).toEqual([
      '552 000',
      '255 000',
      '000 255',
      '000 552',
      '50 50 20',
      '05 05 02',
      '02 05 05',
      '20 50 50',
    ]);
  });

  it('lays transparent pictures on black', async () => {
    const pixels = Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 0, 200, 100, 50, 255, 0, 0, 0, 128]);
    const file = await open({ pixels, height: 2, width: 2, channels: 4 }).png().toBuffer();
    const decoded = await decode(file, 2, 2);
    expect([...decoded.pixels]).toEqual([255, 255, 255, 0, 0, 0, 200, 100, 50, 0, 0, 0]);
    const grey = await open({
      pixels: Uint8Array.from([255, 255, 255, 255, 90, 90, 90, 0]),
      height: 1,
      width: 2,
      channels: 4,
    })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect(await decode(grey, 1, 2)).toMatchObject({ channels: 1, pixels: Buffer.from([255, 0]) });
  });

  it('brings 16 bits to 8', async () => {
    for (const [space, channels] of [
      ['grey16', 1],
      ['rgb16', 3],
    ] as const) {
      const raw = rawPicture(9, 12, 10, channels);
      const file = await open(raw).toColourspace(space).png().toBuffer();
      expect((await sharp(file).metadata()).depth).toBe('ushort');
      const decoded = await decode(file);
      expect(decoded.channels).toBe(channels);
      expect(Buffer.compare(decoded.pixels, raw.pixels)).toBe(0);
    }
  });

  it('takes the first picture of several', async () => {
    const frames = await Promise.all([40, 200].map((level) => encoded(solid(8, 8, level, 3))));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    const first = await decode(gif, 8, 8);
    expect(first.original).toEqual({ height: 8, width: 8 });
    expect(new Set(first.pixels)).toEqual(new Set([40]));
    const tiff = await sharp(frames, { join: { animated: true } })
      .tiff()
      .toBuffer();
    expect(new Set((await decode(tiff, 8, 8)).pixels)).toEqual(new Set([40]));
  });

  it('brings pictures to size by stretching, fitting or cropping', async () => {
    // A white picture twice as wide as high, with dark ends.
    const pixels = Uint8Array.from({ length: 20 * 40 }, (_, at) =>
      at % 40 < 10 || at % 40 >= 30 ? 102 : 255,
    );
    const file = await encoded({ pixels, height: 20, width: 40, channels: 1 });
    const at = async (resize: Resize) => drawn((await decode(file, 4, 4, resize)).pixels, 4);
    expect(await at('stretch')).toEqual(['2552', '2552', '2552', '2552']);
    expect(await at('fit')).toEqual(['0000', '2552', '2552', '0000']);
    expect(await at('crop')).toEqual(['5555', '5555', '5555', '5555']);
    const small = await decode(await encoded(solid(2, 2, 255, 1)), 6, 6, 'fit');
    expect(new Set(small.pixels)).toEqual(new Set([255]));
  });

  it('refuses more pixels than can be, before it decodes them', async () => {
    const huge = await encoded(rawPicture(1));
    huge.writeUInt32BE(30_000, 16);
    huge.writeUInt32BE(30_000, 20);
    const before = process.memoryUsage().rss;
    expect(await fault(withSoundChecksums(huge))).toBe(
      'unreadable: it has 30,000 × 30,000 pixels, more than 100 million: make it smaller',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('does not take measurements for levels', async () => {
    const float = tiffBytes({ bits: 32, kind: 3, channels: 1 });
    expect(await fault(float)).toBe(
      'unsupported: its pixels are numbers of another kind (float): save it with 8 or 16 bits a channel',
    );
    expect(await fault(tiffBytes({ bits: 32, kind: 1, channels: 1 }))).toMatch(/another kind \(uint\)/);
    expect(await fault(tiffBytes({ bits: 16, kind: 2, channels: 1 }))).toMatch(/another kind \(short\)/);
    expect(await fault(tiffBytes({ bits: 8, kind: 1, channels: 5 }))).toMatch(
      /^unsupported: it has 5 channels/,
    );
    const { pixels } = await decode(tiffBytes({ bits: 16, kind: 1, channels: 1 }), 4, 4);
    expect([...pixels].slice(0, 4)).toEqual([0, 16, 32, 48]);
  });

  it('names what is no picture, no whole one, or of a format that is not read', async () => {
    const png = await encoded(rawPicture(1, 50, 50, 3));
    const jpeg = await encoded(rawPicture(1, 50, 50, 3), 'jpeg');
    expect(await fault(new Uint8Array(0))).toBe('unreadable: it is empty');
    expect(await fault(Buffer.from('Once upon a time'))).toBe('unsupported: it is not a picture');
    expect(await fault(Buffer.from('BM6\0\0\0'))).toBe(
      'unsupported: it is a BMP picture: save it as PNG or JPEG',
    );
    expect(await fault(Buffer.from('\0\0\0\u0018ftypheic\0\0'))).toMatch(/it is a HEIC picture/);
    expect(await fault(Buffer.from('<?xml version="1.0"?>\n<svg xmlns=""/>'))).toMatch(
      /it is an SVG drawing/,
    );
    expect(await fault(await open(rawPicture(1)).avif().toBuffer())).toMatch(/it is an AVIF picture/);
    expect(await fault(png.subarray(0, 2000))).toMatch(/^unreadable: it is (cut off|damaged)$/);
    expect(await fault(jpeg.subarray(0, -200))).toMatch(/^unreadable: it is (cut off|damaged)$/);
    expect(await fault(png.subarray(0, 20))).toMatch(/^unreadable: it is (cut off|damaged)$/);
  });
});

describe('decodePlainPng', () => {
  it('decodes just as the general decoder does', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        fc.constantFrom(1 as const, 3 as const),
        fc.nat(1000),
        async (height, width, channels, seed) => {
          const raw = rawPicture(seed, height, width, channels);
          // Noise and smooth pictures choose different filters.
          if (seed % 2 === 0)
            for (let at = 0; at < raw.pixels.length; at++) raw.pixels[at]! ^= (at * seed) & 31;
          const picture = channels === 1 ? open(raw).toColourspace('b-w') : open(raw);
          const file = await picture.png({ adaptiveFiltering: seed % 3 > 0 }).toBuffer();
          const plain = decodePlainPng(file);
          expect(plain).toMatchObject({ height, width, channels });
          expect(Buffer.compare(plain!.pixels, raw.pixels)).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves all others to it', async () => {
    const color = rawPicture(1, 20, 20, 3);
    const files = await Promise.all([
      open(color).png({ palette: true }).toBuffer(),
      open(color).png({ progressive: true }).toBuffer(),
      open(color).toColourspace('rgb16').png().toBuffer(),
      open(color).withMetadata({ orientation: 6 }).png().toBuffer(),
      open(color).withIccProfile('p3').png().toBuffer(),
      open(rawPicture(1, 20, 20, 4))
        .png()
        .toBuffer(),
      encoded(rawPicture(1, 20, 20, 3), 'jpeg'),
      encoded(rawPicture(1, 200, 200, 1)),
      encoded(color).then((file) => file.subarray(0, -20)),
    ]);
    expect(files.map((file) => decodePlainPng(file))).toEqual(files.map(() => undefined));
  });
});
