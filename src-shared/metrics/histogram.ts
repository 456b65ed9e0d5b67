import type { Histogram } from '../contract/import';

/**
 * Counts values in bars of equal width from the least to the greatest; what is not finite is left out.
 *
 * @returns null where there is no finite value
 */
export function histogramOf(values: Iterable<number>, bars = 30): Histogram | null {
  let min = Infinity;
  let max = -Infinity;
  const finite: number[] = [];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    finite.push(value);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (finite.length === 0) return null;
  const counts = Array.from({ length: bars }, () => 0);
  const width = (max - min) / bars;
  for (const value of finite) {
    const bar = width > 0 ? Math.min(bars - 1, Math.floor((value - min) / width)) : 0;
    counts[bar]!++;
  }
  return { min, max, counts };
}
