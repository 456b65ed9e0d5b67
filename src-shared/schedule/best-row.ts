import { isBetter, type BestMetric } from '../spec/stopping';

/** The best of what was measured; of two that are equally good the earlier one. Null where nothing was measured. */
export function bestRow<Row extends Readonly<Record<BestMetric, number | null>>>(
  rows: readonly Row[],
  metric: BestMetric,
): Row | null {
  return rows.reduce<Row | null>((best, row) => {
    const value = row[metric];
    return value !== null && isBetter(metric, value, best?.[metric] ?? null) ? row : best;
  }, null);
}
