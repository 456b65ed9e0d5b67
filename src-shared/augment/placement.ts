import type { PictureChoices } from './picture-choices';
import type { PictureShape } from './sample-key';

/**
 * Where each pixel of a new picture comes from in the old one: at x = xx · column + xy · row + x0, and
 * y = yx · column + yy · row + y0, in pixels between their middles.
 */
export interface Placement {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

export type PlacementChoices = Pick<
  PictureChoices,
  'shift' | 'rotate' | 'zoom' | 'shear' | 'flipHorizontal' | 'flipVertical'
>;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * All moves as one: about the middle, the old picture is flipped, zoomed, sheared and turned, and then shifted. What is
 * given is the inverse, from the new picture to the old one: flip · zoom⁻¹ · shear⁻¹ · rotation⁻¹ · (p − shift).
 */
export function placementOf(
  { shift, rotate, zoom, shear, flipHorizontal, flipVertical }: PlacementChoices,
  [height, width]: PictureShape,
): Placement {
  const cos = Math.cos(radians(rotate));
  const sin = Math.sin(radians(rotate));
  const lean = Math.tan(radians(shear));
  const flipX = flipHorizontal ? -1 : 1;
  const flipY = flipVertical ? -1 : 1;
  const xx = (flipX * (cos + lean * sin)) / zoom;
  const xy = (flipX * (sin - lean * cos)) / zoom;
  const yx = (flipY * -sin) / zoom;
  const yy = (flipY * cos) / zoom;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const fromX = middleX + shift.x;
  const fromY = middleY + shift.y;
  return {
    xx,
    xy,
    x0: middleX - xx * fromX - xy * fromY,
    yx,
    yy,
    y0: middleY - yx * fromX - yy * fromY,
  };
}

/** Whether pixels fall upon pixels: then nothing has to be interpolated. */
export const isOnPixels = ({ xx, xy, x0, yx, yy, y0 }: Placement): boolean =>
  Math.abs(xx) === 1 &&
  Math.abs(yy) === 1 &&
  xy === 0 &&
  yx === 0 &&
  Number.isInteger(x0) &&
  Number.isInteger(y0);

/** Whether the new picture is the old one. */
export const isInPlace = (placement: Placement): boolean =>
  isOnPixels(placement) &&
  placement.xx === 1 &&
  placement.yy === 1 &&
  placement.x0 === 0 &&
  placement.y0 === 0;
