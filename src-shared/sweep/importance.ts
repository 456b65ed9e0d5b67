import { rankCorrelation, ranksOf } from '../metrics/ranks';
import { meanAndVariance, twoSidedT } from '../metrics/student-t';
import type { ChoiceValue } from './space';

/** What a field seems to do to the result of trials. */
export interface Importance {
  field: string;
  /** how much of the order of the trials it explains by itself, from 0 to 1; null with too few trials to tell */
  share: number | null;
  /** which values go with better results in general; null where neither do, or where luck does as much */
  better: 'larger' | 'smaller' | null;
  /** about which value the best trials are; null where they are not about any, or it is no number */
  bestNear: number | null;
  /** trials that set it and came to something */
  trials: number;
}

export interface Outcome {
  set: ReadonlyMap<string, ChoiceValue>;
  /** higher is better */
  score: number;
  /** whether it was trained to its end: what was stopped early is no best one */
  isWhole: boolean;
}

const MOST_BINS = 4;
/** A bin of fewer says little. */
const LEAST_IN_BIN = 3;
/** Fewer trials fill too few bins to see what is best in the middle: a share of 0 would not mean that a field does nothing. */
export const FEWEST_TRIALS = MOST_BINS * LEAST_IN_BIN;
/** What luck does as often as this is no direction. */
const LEVEL = 0.05;
/** The best trials are one in so many, and not fewer than three. */
const BEST_OF = 5;
const FEWEST_BEST = 3;
/** They are about one value where their ranks by it scatter at most so much as those of all trials. */
const MOST_SCATTER = 0.5;

/** Which bin each value is in: itself where there are few different ones, else a part of as many trials as the others. */
function binsOf(values: readonly ChoiceValue[]): (string | number)[] {
  const different = new Set(values);
  const isOrdered = values.every((value) => typeof value === 'number');
  if (!isOrdered || different.size <= MOST_BINS) return values.map(String);
  return ranksOf(values.map(Number)).map((rank) =>
    Math.min(MOST_BINS - 1, Math.floor(((rank - 0.5) / values.length) * MOST_BINS)),
  );
}

/**
 * The share of the variance of the trials' ranks that lies between the bins of a field, corrected for what bins explain by
 * chance (ε², Kelley 1935, the adjusted R² of a one-way analysis; of ranks, as in the test of Kruskal and Wallis, so that
 * one trial that diverged does not decide). It looks at one field at a time: what only two fields together do, it does not see.
 */
function shareOf(values: readonly ChoiceValue[], scores: readonly number[]): number | null {
  if (scores.length < FEWEST_TRIALS) return null;
  const bins = new Map<string | number, number[]>();
  const ranks = ranksOf(scores);
  for (const [at, bin] of binsOf(values).entries()) bins.set(bin, [...(bins.get(bin) ?? []), ranks[at]!]);
  const [n, k] = [scores.length, bins.size];
  if (k < 2 || n < k * LEAST_IN_BIN) return null;
  const spread = (its: readonly number[]) => {
    const mean = its.reduce((sum, rank) => sum + rank, 0) / its.length;
    return its.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  };
  const all = spread(ranks);
  if (all === 0) return null;
  const within = [...bins.values()].reduce((sum, its) => sum + spread(its), 0);
  return Math.max(0, 1 - within / (n - k) / (all / (n - 1)));
}

/** Spearman's rank correlation, where luck alone seldom makes one as strong (its t test, as in SciPy's `spearmanr`). */
function directionOf(values: readonly ChoiceValue[], scores: readonly number[]): Importance['better'] {
  if (!values.every((value) => typeof value === 'number')) return null;
  const correlation = rankCorrelation(values.map(Number), scores);
  if (correlation === null) return null;
  const freedom = scores.length - 2;
  const t = correlation * Math.sqrt(freedom / (1 - correlation ** 2));
  if (Number.isFinite(t) && twoSidedT(t, freedom) >= LEVEL) return null;
  return correlation > 0 ? 'larger' : 'smaller';
}

const deviation = (values: readonly number[]): number => Math.sqrt(meanAndVariance(values).variance);

/**
 * The median over the best trials, where these lie close together. All goes by ranks, so that it is the same whether a field
 * is varied by its logarithm or not.
 */
function nearOf(its: readonly (Outcome & { value: ChoiceValue })[]): number | null {
  if (!its.every(({ value }) => typeof value === 'number')) return null;
  const ranks = ranksOf(its.map(({ value }) => Number(value)));
  const count = Math.max(FEWEST_BEST, Math.round(its.length / BEST_OF));
  const best = its
    .map(({ value, score, isWhole }, at) => ({ value: Number(value), score, isWhole, rank: ranks[at]! }))
    .filter(({ isWhole }) => isWhole)
    .toSorted((a, b) => b.score - a.score)
    // Of an odd number the median is the value of one of them.
    .slice(0, count % 2 === 0 ? count + 1 : count)
    .toSorted((a, b) => a.value - b.value);
  if (best.length < FEWEST_BEST) return null;
  if (deviation(best.map(({ rank }) => rank)) > MOST_SCATTER * deviation(ranks)) return null;
  return best[Math.floor(best.length / 2)]!.value;
}

/** A value that lies where the direction does not point would read as a contradiction. */
function agrees(near: number, better: Importance['better'], values: readonly number[]): boolean {
  if (better === null) return true;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return better === 'larger' ? near > middle : near < middle;
}

/** How much each field matters, the most important first. */
export function importances(fields: readonly string[], outcomes: readonly Outcome[]): Importance[] {
  return fields
    .map((field): Importance => {
      const its = outcomes.filter(({ set }) => set.has(field));
      const values = its.map(({ set }) => set.get(field)!);
      const scores = its.map(({ score }) => score);
      const share = shareOf(values, scores);
      const matters = share !== null && share > 0;
      const better = matters ? directionOf(values, scores) : null;
      const near = matters ? nearOf(its.map((one, at) => ({ ...one, value: values[at]! }))) : null;
      const bestNear = near !== null && agrees(near, better, values.map(Number)) ? near : null;
      return { field, share, better, bestNear, trials: its.length };
    })
    .toSorted((a, b) => (b.share ?? -1) - (a.share ?? -1));
}
