import { NORM_COLUMNS, type NormColumn } from './columns';

/** Of the measured steps, column by column. */
export type NormSeriesColumns = Record<NormColumn, Float64Array>;

/** Rows as `runs.norms` sends them, little-endian float64, as columns. */
export function normColumns(bytes: ArrayBuffer): NormSeriesColumns {
  const view = new DataView(bytes);
  const rows = Math.floor(bytes.byteLength / (8 * NORM_COLUMNS.length));
  const column = (at: number) =>
    Float64Array.from({ length: rows }, (_, row) =>
      view.getFloat64((row * NORM_COLUMNS.length + at) * 8, true),
    );
  return Object.fromEntries(NORM_COLUMNS.map((name, at) => [name, column(at)])) as NormSeriesColumns;
}
