import type { Augment } from '../spec/augment';
import { cutOut } from './cutout';
import { addNoise } from './noise';
import { chooseChanges } from './picture-choices';
import { isInPlace, placementOf } from './placement';
import { resample } from './resample';
import type { PictureShape, SampleKey } from './sample-key';
import { changeTone } from './tone';

/**
 * Makes of one picture what an epoch shows of it, as `augment` says; mixup, which takes two pictures, is left to who has
 * them. Training and the form's preview run this very code.
 *
 * @param from bytes of the picture, not changed
 * @param into another array of the same length
 */
export function augmentPicture(
  augment: Augment,
  from: Uint8Array,
  into: Uint8Array,
  shape: PictureShape,
  key: SampleKey,
): void {
  const { choices, random } = chooseChanges(augment, shape, key);
  const placement = placementOf(choices, shape);
  if (isInPlace(placement)) into.set(from);
  else resample(from, into, shape, placement, augment.outside);
  const { contrast, brightness, cutout } = choices;
  if (contrast !== 1 || brightness !== 0) changeTone(into, contrast, brightness);
  if (augment.noise > 0) addNoise(into, 255 * augment.noise, random);
  if (cutout) cutOut(into, shape, cutout);
}
