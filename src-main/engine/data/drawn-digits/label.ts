import { CountedRandom, Purpose } from '@shared/random/counted-random';
import type { SplitName } from './recipe';

/** What a stream of the drawn digits is for; the number goes into the generator's counter. */
export const Stream = { trainPicture: 0, trainLabel: 1, testPicture: 2, testLabel: 3 } as const;

const CLASSES = 10;
const order = new Uint8Array(CLASSES);
let orderKey = '';

/**
 * The digit that sample `index` shows, found without drawing it. Every ten samples in a row from a multiple
 * of ten on hold each digit once, so the classes are balanced.
 *
 * @param index from 0, below 2^32
 * @returns 0 to 9
 */
export function drawnDigitLabel(seed: number, split: SplitName, index: number): number {
  const block = Math.floor(index / CLASSES);
  const key = `${seed} ${split} ${block}`;
  if (key !== orderKey) {
    const stream = split === 'train' ? Stream.trainLabel : Stream.testLabel;
    for (let digit = 0; digit < CLASSES; digit++) order[digit] = digit;
    new CountedRandom(seed, Purpose.drawnDigits, stream, block).shuffle(order);
    orderKey = key;
  }
  return order[index % CLASSES]!;
}
