import { mcnemar, type McNemar } from '../metrics/mcnemar';
import { isRight, type Judged } from './judged';

/** One sample as two evaluations have it. */
export interface Pair {
  first: number;
  second: number;
}

/** The samples that two evaluations share, by which of the two models is right. */
export interface Paired {
  both: Pair[];
  onlyFirst: Pair[];
  onlySecond: Pair[];
  neither: Pair[];
  /** in all */
  samples: number;
  test: McNemar;
}

export type Quarter = 'both' | 'onlyFirst' | 'onlySecond' | 'neither';

/** Samples of the same places, in the order of the first. */
export function sharedSamples(first: Int32Array, second: Int32Array): Pair[] {
  const atOf = new Map<number, number>();
  second.forEach((place, at) => atOf.set(place, at));
  const pairs: Pair[] = [];
  first.forEach((place, at) => {
    const other = atOf.get(place);
    if (other !== undefined) pairs.push({ first: at, second: other });
  });
  return pairs;
}

/** Holds two models against each other on the samples that both were measured on, the surest mistakes first. */
export function paired(first: Judged, second: Judged): Paired {
  const quarters: Record<Quarter, Pair[]> = { both: [], onlyFirst: [], onlySecond: [], neither: [] };
  const shared = sharedSamples(first.places, second.places);
  for (const pair of shared) {
    const [a, b] = [isRight(first, pair.first), isRight(second, pair.second)];
    quarters[a ? (b ? 'both' : 'onlyFirst') : b ? 'onlySecond' : 'neither'].push(pair);
  }
  const surenessOf = (pair: Pair) =>
    Math.max(first.confidences[pair.first]!, second.confidences[pair.second]!);
  quarters.onlyFirst.sort((a, b) => second.confidences[b.second]! - second.confidences[a.second]!);
  quarters.onlySecond.sort((a, b) => first.confidences[b.first]! - first.confidences[a.first]!);
  quarters.neither.sort((a, b) => surenessOf(b) - surenessOf(a));
  return {
    ...quarters,
    samples: shared.length,
    test: mcnemar(quarters.onlyFirst.length, quarters.onlySecond.length),
  };
}

/** "0.032", "less than 0.0001" */
export const chanceText = (p: number): string =>
  p < 0.0001 ? 'less than 0.0001' : String(Number(p.toFixed(p < 0.01 ? 4 : 3)));

/** Names of runs stay as they are; words such as "epoch 3" begin a sentence. */
const capitalized = (name: string) =>
  name.replace(/^(epoch|step|this|the) /, (word) => word.charAt(0).toUpperCase() + word.slice(1));

/** What the test says, in a sentence. */
export function testWords({ onlyFirst, onlySecond, test }: Paired, first: string, second: string): string {
  const [a, b] = [onlyFirst.length, onlySecond.length];
  if (a + b === 0) return `${capitalized(first)} and ${second} are right on the very same samples.`;
  const better = a > b ? first : second;
  const p = chanceText(test.p);
  if (test.p < 0.05)
    return `${capitalized(better)} is better, and hardly by luck: two equally good models would differ as much with a probability of ${p}.`;
  return `This may be luck: two equally good models would differ as much with a probability of ${p}.`;
}
