import { THIN_COLUMNS, type ThinColumn } from '../series/thin';
import { lossStretches } from './advise';
import type { LossStretch } from './recorded-run';

/** The losses of a run in stretches, of its thinned series: the columns of THIN_COLUMNS, row by row, from its first on. */
export function thinLosses(rows: Float64Array): LossStretch[] {
  const width = THIN_COLUMNS.length;
  const count = Math.floor(rows.length / width);
  const at = (row: number, column: ThinColumn) => rows[row * width + THIN_COLUMNS.indexOf(column)]!;
  /** sums of what stands before a row; behind the last one, with its own loss */
  const before = (row: number) => {
    if (row < count) return { total: at(row, 'lossTotal'), losses: at(row, 'lossCount') };
    const last = at(count - 1, 'loss');
    const isFinite = Number.isFinite(last);
    return {
      total: at(count - 1, 'lossTotal') + (isFinite ? last : 0),
      losses: at(count - 1, 'lossCount') + (isFinite ? 1 : 0),
    };
  };
  return lossStretches(
    count,
    (row) => at(row, 'step'),
    (from, to) => (before(to).total - before(from).total) / (before(to).losses - before(from).losses),
  );
}
