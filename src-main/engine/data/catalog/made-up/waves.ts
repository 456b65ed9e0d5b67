import type { Recipe } from './recipe';

const COUNTS = { train: 1500, test: 500 };

/** y = sin(x) with normal noise of 0.1; x evenly from -2π to 2π. */
export const sine: Recipe = {
  id: 'sine',
  number: 7,
  columns: ['x'],
  target: { type: 'values', names: ['y'] },
  counts: COUNTS,
  sample(_, random) {
    const x = 2 * Math.PI * (2 * random.uniform() - 1);
    return { inputs: [x], target: Math.sin(x) + 0.1 * random.normal() };
  },
};

/** z = sin(x) · cos(y) with normal noise of 0.05; x and y evenly from -3 to 3. */
export const surface: Recipe = {
  id: 'surface',
  number: 8,
  columns: ['x', 'y'],
  target: { type: 'values', names: ['z'] },
  counts: COUNTS,
  sample(_, random) {
    const x = 3 * (2 * random.uniform() - 1);
    const y = 3 * (2 * random.uniform() - 1);
    return { inputs: [x, y], target: Math.sin(x) * Math.cos(y) + 0.05 * random.normal() };
  },
};
