import { mulHigh, philox4x32 } from './philox';

/** What a random choice is for. The number goes into the counter, so it must never change or be reused. */
export const Purpose = {
  initialWeights: 1,
  shuffle: 2,
  split: 3,
  dropout: 4,
  augmentation: 5,
  drawnDigits: 6,
  madeUp: 7,
  mixup: 8,
  bootstrap: 9,
  sweep: 10,
  sobolShift: 11,
} as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/**
 * A stream of random numbers that is a pure function of `(seed, purpose, step, index)`: nothing has to be
 * saved to go on later, and two streams with different keys never meet.
 *
 * Counter layout, low word first: block, index, step, purpose. Key: the seed's low and high 32 bits.
 */
export class CountedRandom {
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #next = 4;
  #spareNormal: number | undefined;

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @param step epoch, step or another whole number below 2^32
   * @param index layer, sample or another whole number below 2^32
   */
  constructor(
    seed: number,
    readonly purpose: Purpose,
    readonly step: number,
    readonly index = 0,
  ) {
    this.#key0 = seed >>> 0;
    this.#key1 = Math.floor(seed / 0x1_0000_0000) >>> 0;
  }

  /** The next unsigned 32-bit word. */
  uint32(): number {
    if (this.#next === 4) {
      philox4x32(
        this.#words,
        0,
        this.#block++,
        this.index >>> 0,
        this.step >>> 0,
        this.purpose,
        this.#key0,
        this.#key1,
      );
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }

  /** A number in [0, 1) with 24 random bits, which float32 holds exactly. */
  uniform(): number {
    return (this.uint32() >>> 8) / 0x100_0000;
  }

  /** A whole number in [0, bound), without bias (Lemire, "Fast random integer generation", 2019). */
  below(bound: number): number {
    const threshold = (0x1_0000_0000 - bound) % bound;
    for (;;) {
      const word = this.uint32();
      if (Math.imul(word, bound) >>> 0 >= threshold) return mulHigh(word, bound);
    }
  }

  /** A standard normal number (Box and Muller, 1958). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends { length: number; [index: number]: number }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = items[last]!;
      items[last] = items[other]!;
      items[other] = kept;
    }
    return items;
  }
}
