import { meanAndVariance, tInterval } from '../metrics/student-t';

/** Several runs at one epoch: their mean, how far the mean may be off, and how far apart they are. */
export interface SeedPoint {
  epoch: number;
  mean: number;
  /** of the mean, in 95 of 100 cases */
  from: number;
  to: number;
  least: number;
  most: number;
}

/**
 * The mean of curves that begin together, for the epochs that all of them have.
 *
 * @param curves values by epoch
 * @param first epoch of them: runs that go on from a checkpoint have a later one
 */
export function seedCurve(curves: readonly (readonly (number | null)[])[], first = 1): SeedPoint[] {
  const shared = Math.min(...curves.map(({ length }) => length));
  const points: SeedPoint[] = [];
  for (let at = 0; at < (Number.isFinite(shared) ? shared : 0); at++) {
    const values = curves.flatMap((curve) => curve[at] ?? []);
    if (values.length < curves.length || values.length === 0) continue;
    const { mean, from, to } = tInterval(values);
    points.push({ epoch: first + at, mean, from, to, least: Math.min(...values), most: Math.max(...values) });
  }
  return points;
}

/** What the completed trials of a repeated run came to, for a list; undefined while there are none. */
export function resultOfSeeds(trials: readonly { end: string | null; best: number | null }[]) {
  const values = trials.flatMap(({ end, best }) => (end === 'completed' && best !== null ? best : []));
  if (values.length === 0) return undefined;
  const { mean, deviation, count } = seedResult(values);
  return { mean, deviation, count };
}

/** "95.77% ± 0.25%": a mean and its standard deviation, which one seed alone does not have. */
export const meanWords = (
  { mean, deviation }: { mean: number; deviation: number | null },
  text: (value: number) => string,
): string => (deviation === null ? text(mean) : `${text(mean)} ± ${text(deviation)}`);

/** What several runs came to, each at its best epoch. */
export function seedResult(values: readonly number[]) {
  return {
    ...tInterval(values),
    deviation: values.length > 1 ? Math.sqrt(meanAndVariance(values).variance) : null,
    count: values.length,
  };
}
