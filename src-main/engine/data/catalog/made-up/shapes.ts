import type { DatasetTarget } from '@shared/contract/dataset';
import { noisy, turnOf, type Recipe } from './recipe';

const classes = (...names: string[]): DatasetTarget => ({ type: 'classes', names });
const COLUMNS = ['x', 'y'];
const COUNTS = { train: 1500, test: 500 };

/**
 * scikit-learn's `make_moons(noise=0.15)`: the outer moon is (cos a, sin a), the inner one (1 - cos a, 0.5 - sin a), with
 * a from 0 to π in equal steps.
 */
export const twoMoons: Recipe = {
  id: 'two-moons',
  number: 1,
  columns: COLUMNS,
  target: classes('outer', 'inner'),
  counts: COUNTS,
  sample(place, random) {
    const { label, turn, turns } = turnOf(place, 2);
    const angle = (Math.PI * turn) / (turns - 1);
    const [x, y] =
      label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return { inputs: noisy(x, y, 0.15, random), target: label };
  },
};

/** scikit-learn's `make_circles(noise=0.1, factor=0.5)`: rings of radius 1 and 0.5, the angle in equal steps. */
export const circles: Recipe = {
  id: 'circles',
  number: 2,
  columns: COLUMNS,
  target: classes('outer', 'inner'),
  counts: COUNTS,
  sample(place, random) {
    const { label, turn, turns } = turnOf(place, 2);
    const angle = (2 * Math.PI * turn) / turns;
    const radius = label === 0 ? 1 : 0.5;
    return { inputs: noisy(radius * Math.cos(angle), radius * Math.sin(angle), 0.1, random), target: label };
  },
};

/**
 * Arms r = t, a = 2π (turns · t + label / arms), with t from 0.1 to 1 in equal steps: Archimedes' spiral, one for each
 * class, each turned on from the one before.
 */
function spiral(
  arms: { id: string; number: number; names: string[] },
  rounds: number,
  deviation: number,
): Recipe {
  return {
    id: arms.id,
    number: arms.number,
    columns: COLUMNS,
    target: classes(...arms.names),
    counts: COUNTS,
    sample(place, random) {
      const { label, turn, turns } = turnOf(place, arms.names.length);
      const t = 0.1 + (0.9 * turn) / (turns - 1);
      const angle = 2 * Math.PI * (rounds * t + label / arms.names.length);
      return { inputs: noisy(t * Math.cos(angle), t * Math.sin(angle), deviation, random), target: label };
    },
  };
}

export const twoSpirals = spiral({ id: 'two-spirals', number: 3, names: ['first', 'second'] }, 1.5, 0.03);
export const threeSpirals = spiral(
  { id: 'three-spirals', number: 4, names: ['first', 'second', 'third'] },
  1,
  0.04,
);

const CENTRES = [
  [-1.5, -1],
  [1.5, -1],
  [0, 1.5],
] as const;

/** Normal clouds of deviation 0.7 around three centres. */
export const blobs: Recipe = {
  id: 'blobs',
  number: 5,
  columns: COLUMNS,
  target: classes('left', 'right', 'top'),
  counts: COUNTS,
  sample({ index }, random) {
    const label = index % CENTRES.length;
    const [x, y] = CENTRES[label]!;
    return { inputs: noisy(x, y, 0.7, random), target: label };
  },
};

/** Points evenly over a square from -1 to 1; the class is whether the signs differ, before a noise of 0.05. */
export const xor: Recipe = {
  id: 'xor',
  number: 6,
  columns: COLUMNS,
  target: classes('same signs', 'different signs'),
  counts: COUNTS,
  sample({ index }, random) {
    const label = index % 2;
    const x = 2 * random.uniform() - 1;
    const height = random.uniform();
    const y = x < 0 === (label === 0) ? -height : height;
    return { inputs: noisy(x, y, 0.05, random), target: label };
  },
};
