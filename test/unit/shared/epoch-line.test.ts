import { expect, it } from 'vitest';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import { epochLine } from '@shared/charts/series-lines';
import { SERIES_COLUMNS } from '@shared/series/columns';
import { madeUpEpoch } from '../../bench/made-up-training';

/** Ten steps an epoch. */
const series = (steps: number) => {
  const rows = Array.from({ length: steps }, (_, at) => [at + 1, (at + 1) / 10, at, 1, 0.5, 0.001]);
  expect(rows[0]).toHaveLength(SERIES_COLUMNS.length);
  return new SeriesBuffer().extended(Float64Array.from(rows.flat()).buffer);
};
const xs = (steps: number, ends: readonly number[], kind: 'epoch' | 'step') => {
  const rows = ends.map((step, at) => madeUpEpoch(at + 1, step, ends.length));
  return epochLine(series(steps), rows, ({ valLoss }) => valLoss, kind).map(({ x }) => x);
};

it('what was measured after an epoch stands where that ended', () => {
  expect(xs(20, [10, 20], 'epoch')).toEqual([1, 2]);
  // The series may come later than the epochs do.
  expect(xs(13, [10, 20], 'epoch')).toEqual([1, 2]);
  // A limit of steps ended it in the middle of its last one.
  expect(xs(13, [10, 13], 'epoch')).toEqual([1, 1.3]);
  expect(xs(13, [10, 13], 'step')).toEqual([10, 13]);
});
