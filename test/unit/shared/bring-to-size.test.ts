import { beforeAll, describe, expect, it } from 'vitest';
import type { Resize } from '@shared/contract/dataset';
import { bringToSize } from '@shared/pictures/bring-to-size';
import { PictureDecoder } from '../../../src-main/engine/data/pictures/decode';
import { loadSharp } from '../../../src-main/engine/data/pictures/load-sharp';
import { encoded, rawPicture } from '../engine/data/pictures/picture-samples';

let decoder: PictureDecoder;
beforeAll(async () => {
  decoder = new PictureDecoder(await loadSharp());
});

const RULES: readonly Resize[] = ['stretch', 'fit', 'crop'];

/** height and width of a picture, and of what it is brought to */
const SIZES = [
  [56, 56, 28, 28],
  [29, 31, 28, 28],
  [100, 80, 28, 28],
  [61, 333, 28, 28],
  [480, 640, 32, 32],
  [400, 280, 24, 18],
  [500, 1100, 28, 28],
  [12, 10, 28, 28],
  [28, 14, 28, 28],
  [20, 90, 40, 30],
  [7, 100, 28, 28],
  [1, 50, 8, 8],
  [3, 1, 9, 9],
] as const;

describe('a picture is brought to size as an import does it', () => {
  it.each(SIZES)('from %i × %i to %i × %i, to the last bit', async (height, width, toHeight, toWidth) => {
    for (const channels of [1, 3] as const) {
      const raw = rawPicture(height + width, height, width, channels);
      // Noise has edges of all kinds, and numbers that would leave the range.
      for (let at = 0; at < raw.pixels.length; at++) if (at % 3 === 0) raw.pixels[at] = (at * 7919) % 256;
      const file = await encoded(raw);
      for (const resize of RULES) {
        const wanted = { height: toHeight, width: toWidth, resize };
        const imported = await decoder.decode(file, wanted);
        const ours = bringToSize(raw, wanted);
        expect([ours.height, ours.width, ours.channels]).toEqual([toHeight, toWidth, channels]);
        expect(imported.channels).toBe(channels);
        const apart = imported.pixels.reduce(
          (most, level, at) => Math.max(most, Math.abs(level - ours.pixels[at]!)),
          0,
        );
        expect(apart, `${resize}, ${channels} channels`).toBe(0);
      }
    }
  });

  it('keeps what has the size already, and fills bars with what lies around', () => {
    const raw = rawPicture(3, 8, 8, 1);
    expect(bringToSize(raw, { height: 8, width: 8, resize: 'fit' }).pixels).toBe(raw.pixels);
    const wide = { pixels: new Uint8Array(32).fill(9), height: 4, width: 8, channels: 1 };
    const framed = bringToSize(wide, { height: 8, width: 8, resize: 'fit', background: 255 });
    expect([...framed.pixels.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, () => 255));
    expect([...framed.pixels.subarray(16, 48)]).toEqual(Array.from({ length: 32 }, () => 9));
  });

  it('is near to it where an import decodes a JPEG file smaller', async () => {
    for (const [height, width] of [
      [400, 300],
      [700, 560],
    ] as const) {
      const file = await encoded(rawPicture(height, height, width, 3), 'jpeg');
      const whole = await decoder.decode(file, { height, width, resize: 'fit' });
      for (const resize of RULES) {
        const wanted = { height: 64, width: 64, resize };
        const imported = await decoder.decode(file, wanted);
        const ours = bringToSize({ pixels: whole.pixels, height, width, channels: 3 }, wanted, true);
        const apart = imported.pixels.map((level, at) => Math.abs(level - ours.pixels[at]!));
        expect(Math.max(...apart), resize).toBeLessThanOrEqual(4);
      }
    }
  });
});
