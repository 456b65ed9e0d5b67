import { objectiveOf } from '../compare/same-loss';
import { measureText } from '../format/measures';
import { pairedT, wilcoxon, type PairedT, type Wilcoxon } from '../metrics/paired-tests';
import type { RunSpec } from '../spec/run-spec';
import { isLoss, type BestMetric } from '../spec/stopping';
import type { Assignment } from './space';

/** What of a repeated run is compared. */
export interface Repeated {
  name: string;
  metric: BestMetric;
  spec: { run: Pick<RunSpec, 'data' | 'loss' | 'labelSmoothing'> };
  trials: readonly { set: Assignment; best: number | null; end: string | null }[];
}

export interface SeedComparison {
  /** seeds that both were trained with */
  pairs: number;
  t: PairedT;
  wilcoxon: Wilcoxon;
  /** in a sentence or two */
  words: string;
}

/** What luck does as often as this is no finding. */
const LEVEL = 0.05;

const resultsOf = ({ trials }: Repeated): Map<unknown, number> =>
  new Map(
    trials.flatMap(({ set, best, end }): [unknown, number][] => {
      const seed = set.find(([field]) => field === 'seed')?.[1];
      return seed === undefined || best === null || end !== 'completed' ? [] : [[seed, best]];
    }),
  );

/** So many pairs can show a difference to a test by ranks. */
const ENOUGH_PAIRS = 6;

const isShare = (metric: BestMetric): boolean => metric === 'valAccuracy' || metric === 'valMacroF1';

/** A difference in the units of its metric: what is told in percent differs by percentage points. */
const differenceText = (metric: BestMetric, value: number): string =>
  (isShare(metric) ? (100 * value).toFixed(2) : measureText(metric, value)).replace('-', '−');
const chance = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

/**
 * Holds two repeated runs against each other, pair by pair of the same seed: which is better, by how much, and whether that
 * may be luck (paired t test; Wilcoxon's signed-rank test, which does not ask for normal differences, beside it).
 *
 * @param contentOf tells datasets apart by what they hold: the same data on two machines is one
 * @returns one sentence where they cannot be compared
 */
export function compareSeeds(
  first: Repeated,
  second: Repeated,
  contentOf: (dataset: string) => string,
): SeedComparison | string {
  if (contentOf(first.spec.run.data.dataset) !== contentOf(second.spec.run.data.dataset))
    return 'They are on different data: what they came to does not compare.';
  if (first.metric !== second.metric) return 'They are judged by different metrics.';
  if (isLoss(first.metric) && objectiveOf(first.spec.run) !== objectiveOf(second.spec.run))
    return 'They make different losses small: losses do not compare.';
  const [ours, theirs] = [resultsOf(first), resultsOf(second)];
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  if (seeds.length < 2)
    return 'Fewer than two seeds were completed by both: repeat them with the same seeds.';
  const values = [ours, theirs].map((results) => seeds.map((seed) => results.get(seed)!));
  const t = pairedT(values[0]!, values[1]!);
  const ranked = wilcoxon(values[0]!, values[1]!);
  const isFirst = isLoss(first.metric) ? t.difference < 0 : t.difference > 0;
  const [better, worse] = isFirst ? [first.name, second.name] : [second.name, first.name];
  const text = (value: number) => differenceText(first.metric, value);
  const [least, most] = t.difference < 0 ? [-t.to, -t.from] : [t.from, t.to];
  const unit = isShare(first.metric) ? ' percentage points' : '';
  const by = `by ${text(Math.abs(t.difference))}${unit} on average (95% interval ${text(least)} to ${text(most)})`;
  const tests = `paired t test ${chance(t.p)}, Wilcoxon ${chance(ranked.p)}, ${seeds.length} pairs`;
  // So few pairs cannot have a smaller one, whatever they are.
  const smallest = 2 * 0.5 ** ranked.pairs;
  const why =
    ranked.method === 'exact' && smallest > LEVEL
      ? ` With ${ranked.pairs} pairs Wilcoxon’s test cannot fall below ${Number(smallest.toPrecision(3))}.`
      : '';
  const few =
    seeds.length < ENOUGH_PAIRS
      ? `${seeds.length} pairs are few: repeat both with ${ENOUGH_PAIRS} seeds or more. `
      : '';
  const luck = t.p < LEVEL ? 'more than luck explains' : 'which may well be luck';
  const words =
    t.difference === 0
      ? `Both came to the same (${tests}).`
      : `${few}${better} is better than ${worse} ${by}, ${luck} (${tests}).${why}`;
  return { pairs: seeds.length, t, wilcoxon: ranked, words };
}
