import type { Interval } from './intervals';
import { erfc } from './mcnemar';
import { ranksOf } from './ranks';
import { tInterval, twoSidedT } from './student-t';

/** A difference of means with its 95 % interval, and how often luck alone makes one as large. */
export interface PairedT extends Interval {
  difference: number;
  statistic: number;
  p: number;
}

const differencesOf = (first: readonly number[], second: readonly number[]): number[] =>
  first.map((value, at) => value - second[at]!);

/** The paired t test, as SciPy's `ttest_rel`: whether the mean difference of pairs is other than 0. */
export function pairedT(first: readonly number[], second: readonly number[]): PairedT {
  const differences = differencesOf(first, second);
  const { mean, from, to } = tInterval(differences);
  const count = differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const statistic = mean / Math.sqrt(squares / (count - 1) / count);
  // Pairs that are all alike have no spread to measure a difference by.
  const p = Number.isNaN(statistic) ? 1 : twoSidedT(statistic, count - 1);
  return { difference: mean, from, to, statistic, p };
}

export interface Wilcoxon {
  method: 'exact' | 'normal';
  /** the smaller sum of ranks */
  statistic: number;
  p: number;
  /** pairs that differ */
  pairs: number;
}

/** From so many pairs on, the normal approximation is close enough. */
const FEW = 50;

/** In how many of the 2^n ways to sign the ranks 1 to n the positive ones sum up to at most `most`, as a share. */
function shareOfSums(n: number, most: number): number {
  let ways = [1];
  for (let rank = 1; rank <= n; rank++) {
    const next = Array.from({ length: ways.length + rank }, () => 0);
    for (const [sum, count] of ways.entries()) {
      next[sum]! += count / 2;
      next[sum + rank]! += count / 2;
    }
    ways = next;
  }
  return ways.slice(0, most + 1).reduce((sum, share) => sum + share, 0);
}

/**
 * Wilcoxon's signed-rank test (1945) of pairs, as SciPy's `wilcoxon` with `zero_method='wilcox'`: pairs that do not differ
 * are left out; exact for up to 50 pairs without ties, else by the normal approximation with its correction for ties.
 */
export function wilcoxon(first: readonly number[], second: readonly number[]): Wilcoxon {
  const largest = [...first, ...second].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Differences of rounded numbers that are meant to be equal differ in their last bits, however large the numbers are.
  const differences = differencesOf(first, second)
    .map((value) => Number((value / (largest || 1)).toFixed(9)))
    .filter((value) => value !== 0);
  const n = differences.length;
  if (n === 0) return { method: 'exact', statistic: 0, p: 1, pairs: 0 };
  const ranks = ranksOf(differences.map(Math.abs));
  const positive = ranks.reduce((sum, rank, at) => (differences[at]! > 0 ? sum + rank : sum), 0);
  const statistic = Math.min(positive, (n * (n + 1)) / 2 - positive);
  const tied = new Map<number, number>();
  for (const rank of ranks) tied.set(rank, (tied.get(rank) ?? 0) + 1);
  if (n <= FEW && tied.size === n) {
    return { method: 'exact', statistic, p: Math.min(1, 2 * shareOfSums(n, statistic)), pairs: n };
  }
  const ties = [...tied.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
  const z = (positive - (n * (n + 1)) / 4) / deviation;
  return { method: 'normal', statistic, p: erfc(Math.abs(z) / Math.SQRT2), pairs: n };
}
