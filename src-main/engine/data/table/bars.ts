import type { Histogram } from '@shared/contract/import';

/** A histogram whose ends are known beforehand, filled value by value; the same as `histogramOf` makes of all at once. */
export class Bars {
  readonly #counts: number[];

  constructor(
    readonly min: number,
    readonly max: number,
    bars = 30,
  ) {
    this.#counts = Array.from({ length: bars }, () => 0);
  }

  /** @param value from `min` to `max` */
  add(value: number): void {
    const { length } = this.#counts;
    const width = (this.max - this.min) / length;
    const bar = width > 0 ? Math.min(length - 1, Math.floor((value - this.min) / width)) : 0;
    this.#counts[bar]!++;
  }

  /** null where there was no value */
  histogram(): Histogram | null {
    if (this.min > this.max) return null;
    return { min: this.min, max: this.max, counts: this.#counts };
  }
}
