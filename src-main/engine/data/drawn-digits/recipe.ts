import { createHash } from 'node:crypto';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';

export { DRAWN_DIGITS };

export type SplitName = 'train' | 'test';

/** Raised whenever the same seed would give other pictures or labels. */
export const GENERATOR_VERSION = 1;

/** SHA-256, in hex, of all that decides the pictures: the generator's version, the seed and the counts. */
export function drawnDigitsFingerprint(
  seed: number,
  counts: { readonly train: number; readonly test: number } = DRAWN_DIGITS.counts,
): string {
  const recipe = ['drawn-digits', GENERATOR_VERSION, seed, counts.train, counts.test];
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
}
