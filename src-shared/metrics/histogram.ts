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

/** The bars between which all but a share of the values on each side lie; never narrower than one bar. */
export function innerRange({ min, max, counts }: Histogram, tail: number): { min: number; max: number } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (max - min) / counts.length;
  const skipped = (ordered: readonly number[]) => {
    let [bars, values] = [0, 0];
    while (bars < ordered.length - 1 && values + ordered[bars]! <= tail * total) values += ordered[bars++]!;
    return bars;
  };
  const [left, right] = [skipped(counts), skipped(counts.toReversed())];
  // What is all tail, such as nothing at all, is told whole.
  return left + right >= counts.length ? { min, max } : { min: min + left * width, max: max - right * width };
}
