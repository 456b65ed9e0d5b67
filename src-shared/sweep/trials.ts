import { CountedRandom, Purpose } from '../random/counted-random';
import { sobol } from './sobol';
import { applies, gridValues, valueAtPlace, type Assignment, type Dimension } from './space';
import { isOfOptuna, isOfSeeds, type Budget, type SweepSpec } from './sweep-spec';

type Sampled = Pick<SweepSpec, 'space' | 'sampler' | 'seed'>;

/** A grid of more points than this is refused. */
export const MOST_GRID_POINTS = 100_000;

/** Where trial `n` stands in a dimension, from 0 to before 1: a function of seed, trial and dimension alone. */
function place({ sampler, seed }: Sampled, n: number, dimension: number): number {
  if (sampler === 'random') return new CountedRandom(seed, Purpose.sweep, n, dimension).uniform();
  // A random digital shift (L'Ecuyer and Lemieux 2002): other seeds, other points, as evenly spread.
  const shift = new CountedRandom(seed, Purpose.sobolShift, 0, dimension).uint32();
  return ((sobol(n, dimension) ^ shift) >>> 0) / 0x1_0000_0000;
}

/** The points of a grid in order, the last field changing fastest; where a field does not apply, it makes no points. */
function* gridPoints(space: readonly Dimension[], set: Assignment = []): Generator<Assignment, void, void> {
  const [dimension, ...rest] = space;
  if (dimension === undefined) yield set;
  else if (!applies(dimension, set)) yield* gridPoints(rest, set);
  else for (const value of gridValues(dimension)) yield* gridPoints(rest, [...set, [dimension.field, value]]);
}

/** How many points a grid has, up to one more than `MOST_GRID_POINTS`. */
export function gridSize(space: readonly Dimension[]): number {
  const points = gridPoints(space);
  let count = 0;
  while (count <= MOST_GRID_POINTS && !points.next().done) count++;
  return count;
}

/** What each trial of a sweep sets. Trial n is always the same, whenever and wherever it is asked for. */
export class Trials {
  readonly #grid: Assignment[] | undefined;

  constructor(readonly spec: Sampled) {
    this.#grid = spec.sampler === 'grid' ? [...gridPoints(spec.space)] : undefined;
  }

  /** How many there are; infinite where they are drawn. */
  get size(): number {
    return this.#grid?.length ?? Infinity;
  }

  /** How many a budget allows: of a repeated run also more seeds than it was begun with. Infinite where there is no limit. */
  most({ trials }: Budget): number {
    if (trials !== undefined && isOfSeeds(this.spec)) return trials;
    return Math.min(this.size, trials ?? Infinity);
  }

  /** @returns undefined behind the end of a grid, and where Optuna draws */
  at(n: number): Assignment | undefined {
    if (this.#grid) return this.#grid[n] ?? this.#furtherSeed(n, this.#grid);
    if (isOfOptuna(this.spec.sampler)) return undefined;
    const set: Assignment = [];
    for (const [at, dimension] of this.spec.space.entries()) {
      if (applies(dimension, set))
        set.push([dimension.field, valueAtPlace(dimension, place(this.spec, n, at))]);
    }
    return set;
  }
  /** Behind the seeds that a run was to be repeated with come those above the greatest of them. */
  #furtherSeed(n: number, grid: readonly Assignment[]): Assignment | undefined {
    if (!isOfSeeds(this.spec)) return undefined;
    const seeds = grid.flatMap((set) => set.map(([, value]) => Number(value)));
    return [['seed', Math.max(...seeds) + 1 + n - grid.length]];
  }
}
