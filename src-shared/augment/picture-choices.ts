import { CountedRandom, Purpose } from '../random/counted-random';
import type { Augment } from '../spec/augment';
import type { PictureShape, SampleKey } from './sample-key';

/** What is done to one picture in one epoch. */
export interface PictureChoices {
  /** pixels to the right and down, with the crop's */
  shift: { x: number; y: number };
  /** degrees, clockwise */
  rotate: number;
  /** how many times as large */
  zoom: number;
  /** degrees */
  shear: number;
  flipHorizontal: boolean;
  flipVertical: boolean;
  /** levels of 255 that are added */
  brightness: number;
  /** factor of distances from the mean */
  contrast: number;
  /** in pixels, may reach over the border; undefined where nothing is cut out */
  cutout: { left: number; top: number; width: number; height: number } | undefined;
}

/** Numbers that are drawn for each picture, whatever is switched on: so one setting does not change another's choices. */
const DRAWN = 16;

/**
 * What is done to a picture: a pure function of the seed, the epoch and the sample.
 *
 * @returns with the stream to go on with for its noise
 */
export function chooseChanges(
  augment: Augment,
  [height, width]: PictureShape,
  { seed, epoch, index }: SampleKey,
): { choices: PictureChoices; random: CountedRandom } {
  const random = new CountedRandom(seed, Purpose.augmentation, epoch, index);
  const drawn = Array.from({ length: DRAWN }, () => random.uniform());
  const eitherWay = (at: number) => 2 * drawn[at]! - 1;
  const pixels = (at: number) => Math.floor(drawn[at]! * (2 * augment.crop + 1)) - augment.crop;
  const cutWidth = Math.round(augment.cutout * width);
  const cutHeight = Math.round(augment.cutout * height);
  const choices: PictureChoices = {
    shift: {
      x: eitherWay(0) * augment.shift * width + pixels(7),
      y: eitherWay(1) * augment.shift * height + pixels(8),
    },
    rotate: eitherWay(2) * augment.rotate,
    zoom: 1 + eitherWay(3) * augment.zoom,
    shear: eitherWay(4) * augment.shear,
    flipHorizontal: augment.flipHorizontal && drawn[5]! < 0.5,
    flipVertical: augment.flipVertical && drawn[6]! < 0.5,
    brightness: 255 * eitherWay(9) * augment.brightness,
    contrast: 1 + eitherWay(10) * augment.contrast,
    cutout:
      cutWidth > 0 && cutHeight > 0
        ? {
            left: Math.floor(drawn[11]! * width) - (cutWidth >> 1),
            top: Math.floor(drawn[12]! * height) - (cutHeight >> 1),
            width: cutWidth,
            height: cutHeight,
          }
        : undefined,
  };
  return { choices, random };
}
