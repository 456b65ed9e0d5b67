import type { Histogram } from '@shared/contract/recorded';

/** Bins of a histogram: enough for its shape, few enough to keep one an epoch for each layer. */
export const BINS = 40;

/**
 * Counts values in equally wide bins from the least to the largest, which belongs to the last bin, as numpy.histogram
 * does.
 *
 * @returns undefined when there are none, or one is not finite
 */
export function histogramOf(arrays: readonly Float32Array[], bins = BINS): Histogram | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (const values of arrays) {
    for (const value of values) {
      if (!Number.isFinite(value)) return undefined;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) return undefined;
  const counts = Array.from({ length: bins }, () => 0);
  const scale = max > min ? bins / (max - min) : 0;
  for (const values of arrays) {
    for (const value of values) counts[Math.min(bins - 1, Math.floor((value - min) * scale))]!++;
  }
  return { min, max, counts };
}

/** The common length of all values: sqrt(Σ x²), summed in double precision. */
export function lengthOf(arrays: readonly Float32Array[]): number {
  let sum = 0;
  for (const values of arrays) for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
