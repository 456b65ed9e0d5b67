import type { DatasetSummary } from '@shared/contract/dataset';
import { augmentPicture } from '@shared/augment/augment-picture';
import { mixPictures, mixShare } from '@shared/augment/mixup';
import type { PictureShape } from '@shared/augment/sample-key';
import type { Augment } from '@shared/spec/augment';
import type { Sample } from '../../../format/samples';

export interface Draw {
  pixels: Uint8Array;
  /** what it shows, in a word or two */
  name: string;
}

/** A place in the training part that the preview takes its picture from, and the one that it may be mixed with. */
export interface DrawSource {
  sample: Sample;
  next: Sample;
  index: number;
}

/** What the first epochs of a run show of one picture, by the code that training runs: the picture itself first. */
export function drawsOf(
  augment: Augment,
  { sample, next, index }: DrawSource,
  { shape, classes }: Pick<DatasetSummary, 'shape' | 'classes'>,
  { seed, from, count }: { seed: number; from: number; count: number },
): Draw[] {
  const [height = 1, width = 1, channels = 1] = shape;
  const size: PictureShape = [height, width, channels];
  const name = classes[sample.label] ?? '';
  const draws: Draw[] = [{ pixels: sample.pixels, name: `${name}, as it is` }];
  for (let epoch = from; epoch < from + count; epoch++) {
    const key = { seed, epoch, index };
    const pixels = new Uint8Array(sample.pixels.length);
    augmentPicture(augment, sample.pixels, pixels, size, key);
    if (augment.mixup > 0) {
      const other = new Uint8Array(pixels.length);
      augmentPicture(augment, next.pixels, other, size, { ...key, index: index + 1 });
      mixPictures(pixels, other, mixShare(augment.mixup, key));
    }
    draws.push({ pixels, name: `${name}, in epoch ${epoch + 1}` });
  }
  return draws;
}
