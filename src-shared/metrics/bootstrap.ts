import { CountedRandom, Purpose } from '../random/counted-random';
import { quantile, type Interval } from './intervals';

/** Works figures out of samples, of which some may occur several times and some not at all. */
export type Statistics = (samples: Int32Array) => number[];

const MOST_REPLICATES = 1000;
const FEWEST_REPLICATES = 100;
/** Draws in all; beyond, there are fewer replicates, so that an answer does not take minutes. */
const MOST_DRAWS = 5e6;
const SEED = 0;

/** How often as many samples are drawn anew as there are. */
export const replicatesOf = (samples: number): number =>
  Math.round(Math.max(FEWEST_REPLICATES, Math.min(MOST_REPLICATES, MOST_DRAWS / Math.max(1, samples))));

/**
 * Draws samples with replacement, as many as there are, again and again (B. Efron, 1979), and works the figures out each
 * time. Draws are counted: the same samples give the same intervals each time. Yields after each, so that who has other
 * things to do can do them between.
 *
 * @returns for each figure, what the replicates came to, in their order
 */
export function* bootstrapReplicates(
  samples: number,
  statistics: Statistics,
  replicates = replicatesOf(samples),
): Generator<undefined, Float64Array[]> {
  const drawn = new Int32Array(samples);
  const figures: Float64Array[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const random = new CountedRandom(SEED, Purpose.bootstrap, replicate);
    for (let i = 0; i < samples; i++) drawn[i] = random.below(samples);
    statistics(drawn).forEach((figure, at) => {
      figures[at] ??= new Float64Array(replicates);
      figures[at][replicate] = figure;
    });
    yield undefined;
  }
  return figures;
}

/** Goes through to the end at once. */
export function finished<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The middle 95 % of what the replicates came to, as SciPy's `bootstrap(method='percentile')`. */
export function percentileInterval(replicates: Float64Array): Interval {
  const sorted = replicates.toSorted();
  return { from: quantile(sorted, 0.025), to: quantile(sorted, 0.975) };
}

/**
 * The same, mirrored at the figure itself, as SciPy's `bootstrap(method='basic')`: for figures that come out too large on
 * drawn samples, as a calibration error does. It reaches the figure in any case, and ends at 0.
 */
export function mirroredInterval(figure: number, replicates: Float64Array): Interval {
  const { from, to } = percentileInterval(replicates);
  return {
    from: Math.max(0, Math.min(figure, 2 * figure - to)),
    to: Math.max(figure, 2 * figure - from),
  };
}
