import type { Outside } from '../spec/augment';
import { isOnPixels, type Placement } from './placement';
import type { PictureShape } from './sample-key';

const clamped = (at: number, size: number): number => (at < 0 ? 0 : at >= size ? size - 1 : at);

/** Copies pixel by pixel, for flips and shifts by whole pixels. */
function copyPixels(
  from: Uint8Array,
  into: Uint8Array,
  [height, width, channels]: PictureShape,
  { xx, x0, yy, y0 }: Placement,
  outside: Outside,
): void {
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = yy * row + y0;
    const isRowInside = y >= 0 && y < height;
    const start = clamped(y, height) * width;
    for (let column = 0; column < width; column++) {
      const x = xx * column + x0;
      const isInside = isRowInside && x >= 0 && x < width;
      const source = (start + clamped(x, width)) * channels;
      for (let channel = 0; channel < channels; channel++, at++) {
        into[at] = isInside || outside === 'edge' ? from[source + channel]! : 0;
      }
    }
  }
}

/** A value of the old picture, wherever it may be. */
function valueAt(
  from: Uint8Array,
  width: number,
  height: number,
  channels: number,
  x: number,
  y: number,
  isBlack: boolean,
): number {
  if (isBlack && (x < 0 || y < 0 || x >= width || y >= height)) return 0;
  return from[(clamped(y, height) * width + clamped(x, width)) * channels]!;
}

/** As `resample` for one value, where not all four around its place lie in the old picture. */
function valueAtBorder(
  from: Uint8Array,
  width: number,
  height: number,
  channels: number,
  x: number,
  y: number,
  isBlack: boolean,
): number {
  if (isBlack && (x <= -1 || y <= -1 || x >= width || y >= height)) return 0;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = (column: number, row: number) => valueAt(from, width, height, channels, column, row, isBlack);
  const above = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left);
  const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left);
  return (above + (below - above) * (y - top) + 0.5) | 0;
}

/**
 * Makes a new picture of an old one: each pixel is taken bilinearly from where its placement says, of the four around
 * that place by their distances, and rounded to the nearest level (as PyTorch's grid_sample with `align_corners=False`;
 * outside is its `zeros` for black, `border` for edge).
 *
 * @param from bytes of the old picture
 * @param into another array of the same length
 */
export function resample(
  from: Uint8Array,
  into: Uint8Array,
  shape: PictureShape,
  placement: Placement,
  outside: Outside,
): void {
  if (isOnPixels(placement)) return copyPixels(from, into, shape, placement, outside);
  const [height, width, channels] = shape;
  const { xx, xy, x0, yx, yy, y0 } = placement;
  const isBlack = outside === 'black';
  const down = width * channels;
  const right = width - 1;
  const bottom = height - 1;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    for (let column = 0; column < width; column++) {
      const x = xx * column + rowX;
      const y = yx * column + rowY;
      if (x >= 0 && y >= 0 && x < right && y < bottom) {
        const left = x | 0;
        const top = y | 0;
        const shareX = x - left;
        const shareY = y - top;
        let corner = (top * width + left) * channels;
        for (let channel = 0; channel < channels; channel++, at++, corner++) {
          const first = from[corner]!;
          const third = from[corner + down]!;
          const above = first + (from[corner + channels]! - first) * shareX;
          const below = third + (from[corner + down + channels]! - third) * shareX;
          into[at] = (above + (below - above) * shareY + 0.5) | 0;
        }
      } else {
        for (let channel = 0; channel < channels; channel++, at++) {
          const plane = channel === 0 ? from : from.subarray(channel);
          into[at] = valueAtBorder(plane, width, height, channels, x, y, isBlack);
        }
      }
    }
  }
}
