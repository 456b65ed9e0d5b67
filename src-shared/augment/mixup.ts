import { symmetricBeta } from '../random/beta';
import { CountedRandom, Purpose } from '../random/counted-random';
import type { SampleKey } from './sample-key';

/**
 * How much of a mixture is the sample itself; the rest is the one behind it in the epoch's order (Zhang et al. 2018,
 * https://arxiv.org/abs/1710.09412, with a share of its own for each sample).
 *
 * @param alpha above 0
 * @returns from 0 to 1, a pure function of the key
 */
export const mixShare = (alpha: number, { seed, epoch, index }: SampleKey): number =>
  symmetricBeta(new CountedRandom(seed, Purpose.mixup, epoch, index), alpha);

/** Mixes another picture of the same size into one, in place. @param share of the one, from 0 to 1 */
export function mixPictures(picture: Uint8Array, other: Uint8Array, share: number): void {
  for (let i = 0; i < picture.length; i++) {
    const value = other[i]! + (picture[i]! - other[i]!) * share;
    picture[i] = (value + 0.5) | 0;
  }
}

/** Writes how likely each class of a mixture is. @param into a number for each class */
export function mixClasses(into: Float32Array, own: number, other: number, share: number): void {
  into.fill(0);
  into[own] = share;
  into[other] = own === other ? 1 : 1 - share;
}
