import { areaAverage } from './area-average';
import { FRAME_SIDE, frameDrawing } from './frame-drawing';

/** A square grey drawing, white on black: `side × side` bytes, row by row. */
export interface Drawing {
  pixels: Uint8Array;
  side: number;
}

/** Whether a drawing is cropped and centred on its way, as digits of this size are when they become samples. */
export const isFramed = (shape: readonly number[]): boolean =>
  shape.join() === [FRAME_SIDE, FRAME_SIDE, 1].join();

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
  const { pixels, side } = drawing;
  const grey = areaAverage({ pixels, width: side, height: side }, height, width);
  if (channels === 1) return grey;
  return Uint8Array.from({ length: grey.length * channels }, (_, at) => grey[Math.floor(at / channels)]!);
}
