import type { Resize } from '../contract/dataset';
import { averaged, enlarged, reduced, type Lines } from './resample';

/** A picture, row by row, channels last. */
export interface Raster {
  pixels: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/** How much smaller it is made: 2 for half as high or wide, 0.5 for twice. */
interface Shrinks {
  down: number;
  across: number;
}

interface Wanted {
  height: number;
  width: number;
  resize: Resize;
  /** of the bars around it, from 0 to 255 */
  background?: number;
}

function shrinksOf({ width, height }: Raster, wanted: Wanted): Shrinks {
  const [down, across] = [height / wanted.height, width / wanted.width];
  const both =
    wanted.resize === 'fit'
      ? { down: Math.max(down, across), across: Math.max(down, across) }
      : wanted.resize === 'crop'
        ? { down: Math.min(down, across), across: Math.min(down, across) }
        : { down, across };
  // No side becomes nothing.
  return { down: Math.min(both.down, height), across: Math.min(both.across, width) };
}

const columnsOf = ({ pixels, width, height, channels }: Raster): Lines => ({
  pixels,
  outer: 1,
  length: height,
  inner: width * channels,
});
const rowsOf = ({ pixels, width, height, channels }: Raster): Lines => ({
  pixels,
  outer: height,
  length: width,
  inner: channels,
});

/** Does something along the height, and along the width of what that gives. */
function downThenAcross(picture: Raster, down: (l: Lines) => Lines, across: (l: Lines) => Lines): Raster {
  const columns = down(columnsOf(picture));
  const between = { ...picture, pixels: columns.pixels, height: columns.length };
  const rows = across(rowsOf(between));
  return { ...between, pixels: rows.pixels, width: rows.length };
}

function scaled(picture: Raster, { down, across }: Shrinks): Raster {
  const same = (lines: Lines) => lines;
  const smaller = downThenAcross(
    picture,
    down > 1 ? (lines) => reduced(lines, down) : same,
    across > 1 ? (lines) => reduced(lines, across) : same,
  );
  if (down >= 1 && across >= 1) return smaller;
  const { width, height, channels } = smaller;
  const larger = enlarged(smaller.pixels, { height, width, channels }, { down, across });
  return { ...larger, channels };
}

/** The middle of it, or it in the middle of bars. */
function framed(picture: Raster, { height, width, background = 0 }: Wanted): Raster {
  const { channels } = picture;
  if (picture.height === height && picture.width === width) return picture;
  const pixels = new Uint8Array(height * width * channels).fill(background);
  // Half of what is too much is cut off, half of what lacks is added; an odd one falls to the left and the top.
  const startOf = (its: number, wanted: number) =>
    its > wanted ? -Math.floor((its - wanted + 1) / 2) : Math.floor((wanted - its) / 2);
  const [top, left] = [startOf(picture.height, height), startOf(picture.width, width)];
  const [from, to] = [Math.max(0, left), Math.min(width, left + picture.width)];
  for (let y = Math.max(0, top); y < Math.min(height, top + picture.height); y++) {
    const start = ((y - top) * picture.width + from - left) * channels;
    pixels.set(picture.pixels.subarray(start, start + (to - from) * channels), (y * width + from) * channels);
  }
  return { pixels, height, width, channels };
}

/**
 * By how much a JPEG picture is made smaller while it is decoded, where that is quicker: its blocks of 8 × 8 can be decoded
 * as 4 × 4, 2 × 2 or 1 × 1 pixels.
 */
function decodedSmaller({ down, across }: Shrinks): number {
  const shrink = Math.min(down, across);
  const most = [8, 4, 2].find((factor) => shrink >= factor) ?? 1;
  return most > 1 && Math.floor(shrink) === most ? most / 2 : most;
}

/** The means of whole blocks; what is left over at the right and below is left out. */
function blockMeans(picture: Raster, block: number): Raster {
  const { pixels, channels } = picture;
  const whole = (side: number) => side - (side % block);
  const [height, width] = [whole(picture.height), whole(picture.width)];
  const kept = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const from = y * picture.width * channels;
    kept.set(pixels.subarray(from, from + width * channels), y * width * channels);
  }
  const means = (lines: Lines) => averaged(lines, block);
  return downThenAcross({ pixels: kept, height, width, channels }, means, means);
}

/**
 * Brings a picture to size just as an import does, which has libvips 8.18 do it by way of sharp: means of whole groups of
 * pixels first where it becomes much smaller, then Lanczos's filter, first down and then across; cubic splines where it
 * becomes larger. In whole numbers throughout, so that every byte is the same.
 *
 * @param isJpeg whether it comes from a JPEG file, which an import makes smaller while it decodes it. That is imitated by
 *   means of blocks, which is near to it.
 */
export function bringToSize(picture: Raster, wanted: Wanted, isJpeg = false): Raster {
  if (picture.height === wanted.height && picture.width === wanted.width) return picture;
  const block = isJpeg ? decodedSmaller(shrinksOf(picture, wanted)) : 1;
  const decoded = block === 1 ? picture : blockMeans(picture, block);
  return framed(scaled(decoded, shrinksOf(decoded, wanted)), wanted);
}
