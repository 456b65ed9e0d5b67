import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { FRAME_SIDE, frameDrawing } from '@shared/pictures/frame-drawing';
import { newPenPath, writeDigit } from './hand';
import { inkPath, newCanvas } from './ink';
import { drawnDigitLabel, Stream } from './label';
import type { SplitName } from './recipe';

const PIXELS = FRAME_SIDE * FRAME_SIDE;
const path = newPenPath();
const canvas = newCanvas();

/**
 * Draws sample `index` of a split: a function of its arguments alone, the same bytes on every machine.
 *
 * @param seed a whole number from 0 to 2^53 - 1
 * @param index from 0, below 2^32
 * @param out where to write 784 bytes (28 × 28, row by row, white on black), from `offset` on
 * @returns the digit, 0 to 9
 */
export function drawDigit(
  seed: number,
  split: SplitName,
  index: number,
  out: Uint8Array,
  offset = 0,
): number {
  const label = drawnDigitLabel(seed, split, index);
  const stream = split === 'train' ? Stream.trainPicture : Stream.testPicture;
  const random = new CountedRandom(seed, Purpose.drawnDigits, stream, index);

  // Mostly fine-grained as from a scanner, sometimes coarse as from a small picture.
  const coarse = random.uniform() < 0.4;
  const resolution = coarse ? 6.5 + 8 * random.uniform() : 24 + 18 * random.uniform();
  const edge = coarse ? 1 + 0.5 * random.uniform() : 1 + 2.2 * random.uniform() * random.uniform();
  const weight = random.uniform();
  // Nothing in a 1 can be filled by a broad pen, so it may be broader.
  const broad = label === 1 && random.uniform() < 0.5 ? 1.8 : 1;
  const thickness = 0.05 + (coarse ? 0.25 : 0.17) * broad * weight * (0.4 + 0.6 * random.uniform());

  writeDigit(path, label, thickness, random);
  inkPath(canvas, path, resolution, edge);
  frameDrawing(canvas.pixels, canvas.width, canvas.height, out, offset);
  roughen(out, offset, random);
  return label;
}

/** Uneven ink: contrast differs from picture to picture, and grain from pixel to pixel. */
function roughen(out: Uint8Array, offset: number, random: CountedRandom): void {
  const gain = 0.88 + 0.5 * random.uniform();
  const grain = random.uniform() < 0.5 ? 0.1 * random.uniform() : 0;
  const scale = grain / 128;
  for (let i = offset; i < offset + PIXELS; i++) {
    const value = out[i]!;
    if (value === 0) continue;
    let changed = value * gain;
    if (grain > 0) changed *= 1 + scale * ((random.uint32() & 0xff) - 127.5);
    out[i] = changed >= 255 ? 255 : Math.round(changed);
  }
}
