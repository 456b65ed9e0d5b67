import { SERIES_COLUMNS, type SeriesColumn } from '@shared/series/columns';

const WIDTH = SERIES_COLUMNS.length;

/** Columns that are smoothed are kept as running sums too, so that any window costs two reads. */
const SUMMED = ['loss', 'accuracy'] as const;
export type SummedColumn = (typeof SUMMED)[number];

interface Sums {
  /** of the finite values of all rows before this one */
  total: Float64Array;
  /** how many those are */
  count: Float64Array;
}

const grown = (old: Float64Array, capacity: number) => {
  const next = new Float64Array(capacity);
  next.set(old);
  return next;
};

const FIRST_CAPACITY = 1024;
const noSums = (): Sums => ({
  total: new Float64Array(FIRST_CAPACITY + 1),
  count: new Float64Array(FIRST_CAPACITY + 1),
});

/** The per-step series of one run, column by column, in arrays that double as they fill. */
export class SeriesBuffer {
  private capacity = FIRST_CAPACITY;
  private columns: Float64Array[] = SERIES_COLUMNS.map(() => new Float64Array(FIRST_CAPACITY));
  private sums: Record<SummedColumn, Sums> = { loss: noSums(), accuracy: noSums() };

  constructor(readonly rows = 0) {}

  /** Only the first `rows` entries count. */
  column(name: SeriesColumn): Float64Array {
    return this.columns[SERIES_COLUMNS.indexOf(name)]!;
  }

  /**
   * These rows and more, as they come over the wire: little-endian float64, row by row. The arrays are shared
   * with this buffer, which still shows its own rows; only the newest buffer of a series may be extended.
   */
  extended(bytes: ArrayBuffer): SeriesBuffer {
    const view = new DataView(bytes);
    const added = Math.floor(bytes.byteLength / (8 * WIDTH));
    const next = new SeriesBuffer(this.rows + added);
    next.capacity = this.capacity;
    next.columns = this.columns;
    next.sums = this.sums;
    next.reserve(next.rows);
    for (let row = 0; row < added; row++) {
      for (let column = 0; column < WIDTH; column++) {
        next.columns[column]![this.rows + row] = view.getFloat64((row * WIDTH + column) * 8, true);
      }
    }
    for (const name of SUMMED) next.sum(name, this.rows, next.rows);
    return next;
  }

  /** Mean of the finite values of rows `from` to `to` (exclusive); NaN when there are none. */
  mean(name: SummedColumn, from: number, to: number): number {
    const { total, count } = this.sums[name];
    return (total[to]! - total[from]!) / (count[to]! - count[from]!);
  }

  /** A window of `window` rows around `row`, cut off at the ends, so that the smoothed line does not lag. */
  smoothed(name: SummedColumn, row: number, window: number): number {
    const half = Math.floor(window / 2);
    return this.mean(name, Math.max(0, row - half), Math.min(this.rows, row + half + 1));
  }

  private sum(name: SummedColumn, from: number, to: number) {
    const { total, count } = this.sums[name];
    const values = this.column(name);
    for (let row = from; row < to; row++) {
      const isFinite = Number.isFinite(values[row]);
      total[row + 1] = total[row]! + (isFinite ? values[row]! : 0);
      count[row + 1] = count[row]! + (isFinite ? 1 : 0);
    }
  }

  private reserve(rows: number) {
    if (rows <= this.capacity) return;
    while (this.capacity < rows) this.capacity *= 2;
    this.columns = this.columns.map((column) => grown(column, this.capacity));
    this.sums = { ...this.sums };
    for (const name of SUMMED) {
      this.sums[name] = {
        total: grown(this.sums[name].total, this.capacity + 1),
        count: grown(this.sums[name].count, this.capacity + 1),
      };
    }
  }
}
