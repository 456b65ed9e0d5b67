import type { PictureChoices } from './picture-choices';
import type { PictureShape } from './sample-key';

/** Blackens a rectangle in place, as far as it lies in the picture. */
export function cutOut(
  picture: Uint8Array,
  [height, width, channels]: PictureShape,
  { left, top, width: its, height: tall }: NonNullable<PictureChoices['cutout']>,
): void {
  const from = Math.max(0, left);
  const to = Math.min(width, left + its);
  for (let row = Math.max(0, top); row < Math.min(height, top + tall); row++) {
    picture.fill(0, (row * width + from) * channels, (row * width + to) * channels);
  }
}
