import { FRAME_SIDE, frameDrawing } from '@shared/pictures/frame-drawing';

/** A square grey drawing, white on black: `side × side` bytes, row by row. */
export interface Drawing {
  pixels: Uint8Array;
  side: number;
}

/** Whether a drawing is cropped and centred on its way, as digits of this size are when they become samples. */
export const isFramed = (shape: readonly number[]): boolean =>
  shape.join() === [FRAME_SIDE, FRAME_SIDE, 1].join();

/** The mean of the source pixels that lie under each target pixel, by the areas that they share. */
function areaAverage({ pixels, side }: Drawing, height: number, width: number): Uint8Array {
  const out = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [(y * side) / height, ((y + 1) * side) / height];
    for (let x = 0; x < width; x++) {
      const [left, right] = [(x * side) / width, ((x + 1) * side) / width];
      let sum = 0;
      for (let row = Math.floor(top); row < bottom; row++) {
        const share = Math.min(row + 1, bottom) - Math.max(row, top);
        for (let column = Math.floor(left); column < right; column++) {
          sum +=
            share * (Math.min(column + 1, right) - Math.max(column, left)) * pixels[row * side + column]!;
        }
      }
      out[y * width + x] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return out;
}

/**
 * A drawing as the model is shown it: framed as the samples of digits are where it takes pictures of that size, else
 * scaled to its size as a whole. Channels, of which a drawing has one, are all the same.
 *
 * @param shape height, width and channels of the model's input
 * @returns bytes, channels last
 */
export function pictureOf(drawing: Drawing, shape: readonly number[]): Uint8Array {
  const [height = 1, width = 1, channels = 1] = shape;
  if (isFramed(shape)) return frameDrawing(drawing.pixels, drawing.side, drawing.side);
  const grey = areaAverage(drawing, height, width);
  if (channels === 1) return grey;
  return Uint8Array.from({ length: grey.length * channels }, (_, at) => grey[Math.floor(at / channels)]!);
}
