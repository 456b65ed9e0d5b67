import type { DatasetTarget } from '@shared/contract/dataset';
import type { CountedRandom } from '@shared/random/counted-random';

/** Which sample of how many of its part. */
export interface Place {
  index: number;
  count: number;
}

export interface Sample {
  /** one for each column */
  inputs: readonly number[];
  /** the class's number, or the value */
  target: number;
}

/** A dataset that is computed: every sample is a function of the seed and its place. */
export interface Recipe {
  /** the catalog's id */
  id: string;
  /** goes into the counter of the random numbers: never to be changed or used again */
  number: number;
  columns: readonly string[];
  target: DatasetTarget;
  /** samples of each part; of classes as many of each, where that comes out even */
  counts: { train: number; test: number };
  /** Computes one sample. `random` is its own. */
  sample(place: Place, random: CountedRandom): Sample;
}

/** Samples of classes take turns; `turn` counts those of one class. */
export function turnOf(
  { index, count }: Place,
  classes: number,
): { label: number; turn: number; turns: number } {
  const label = index % classes;
  return { label, turn: Math.floor(index / classes), turns: Math.ceil((count - label) / classes) };
}

/** A point with normal noise on both coordinates. */
export function noisy(x: number, y: number, deviation: number, random: CountedRandom): [number, number] {
  return [x + deviation * random.normal(), y + deviation * random.normal()];
}
