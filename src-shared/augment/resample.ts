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
  /** a value of the old picture, anywhere */
  const valueAt = (x: number, y: number, channel: number): number => {
    if (isBlack && (x < 0 || y < 0 || x >= width || y >= height)) return 0;
    return from[(clamped(y, height) * width + clamped(x, width)) * channels + channel]!;
  };
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = xx * column + xy * row + x0;
      const y = yx * column + yy * row + y0;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const shareX = x - left;
      const shareY = y - top;
      if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
        let source = (top * width + left) * channels;
        for (let channel = 0; channel < channels; channel++, at++, source++) {
          const above = from[source]! + (from[source + channels]! - from[source]!) * shareX;
          const below = from[source + down]!;
          const beneath = below + (from[source + down + channels]! - below) * shareX;
          into[at] = (above + (beneath - above) * shareY + 0.5) | 0;
        }
      } else if (isBlack && (left < -1 || top < -1 || left >= width || top >= height)) {
        for (let channel = 0; channel < channels; channel++, at++) into[at] = 0;
      } else {
        for (let channel = 0; channel < channels; channel++, at++) {
          const first = valueAt(left, top, channel);
          const above = first + (valueAt(left + 1, top, channel) - first) * shareX;
          const below = valueAt(left, top + 1, channel);
          const beneath = below + (valueAt(left + 1, top + 1, channel) - below) * shareX;
          into[at] = (above + (beneath - above) * shareY + 0.5) | 0;
        }
      }
    }
  }
}
