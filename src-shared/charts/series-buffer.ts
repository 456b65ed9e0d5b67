import { SERIES_COLUMNS, type SeriesColumn } from '../series/columns';
import { bucketRows, EXTREME_COLUMNS, keptRows, THIN_COLUMNS } from '../series/thin';

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
/** Once more rows than this are held, they are thinned. A series that came thinned has fewer. */
const MOST_HELD = 100_000;

/**
 * The per-step series of one run, column by column, in arrays that double as they fill. Of a long one only those rows are
 * held that a chart cannot do without; what is between them is known by its sums.
 */
export class SeriesBuffer {
  private capacity = FIRST_CAPACITY;
  private columns: Float64Array[] = SERIES_COLUMNS.map(() => new Float64Array(FIRST_CAPACITY));
  /** where each held row stands in the whole series */
  private places = new Float64Array(FIRST_CAPACITY);
  private sums: Record<SummedColumn, Sums> = { loss: noSums(), accuracy: noSums() };

  /**
   * @param rows how many are held
   * @param end behind the last of them in the whole series
   * @param origin the same for all that were made by adding to one: what stands in one of them stands in the later ones too
   */
  constructor(
    readonly rows = 0,
    readonly end = rows,
    readonly origin = Symbol('series'),
  ) {}

  /** Only the first `rows` entries count. */
  column(name: SeriesColumn): Float64Array {
    return this.columns[SERIES_COLUMNS.indexOf(name)]!;
  }

  /** Where a held row stands in the whole series. */
  placeOf(row: number): number {
    return this.places[row]!;
  }

  /**
   * These rows and more, as they come over the wire: little-endian float64, row by row. The arrays are shared
   * with this buffer, which still shows its own rows; only the newest buffer of a series may be extended.
   */
  extended(bytes: ArrayBuffer): SeriesBuffer {
    const view = new DataView(bytes);
    const added = Math.floor(bytes.byteLength / (8 * WIDTH));
    const next = this.withRoom(added, this.end + added);
    for (let row = 0; row < added; row++) {
      next.places[this.rows + row] = this.end + row;
      for (let column = 0; column < WIDTH; column++) {
        next.columns[column]![this.rows + row] = view.getFloat64((row * WIDTH + column) * 8, true);
      }
    }
    for (const name of SUMMED) next.sum(name, this.rows, next.rows);
    return next;
  }

  /** The same of rows that came thinned: those of THIN_COLUMNS, of which the first follows the last of these. */
  extendedThin(bytes: ArrayBuffer): SeriesBuffer {
    const width = THIN_COLUMNS.length;
    const added = Math.floor(bytes.byteLength / (8 * width));
    if (added === 0) return this;
    const view = new DataView(bytes);
    const value = (row: number, column: number) => view.getFloat64((row * width + column) * 8, true);
    const next = this.withRoom(added, value(added - 1, 0) + 1);
    for (let row = 0; row < added; row++) {
      next.places[this.rows + row] = value(row, 0);
      for (let column = 0; column < WIDTH; column++) {
        next.columns[column]![this.rows + row] = value(row, column + 1);
      }
    }
    for (const [at, name] of SUMMED.entries()) {
      const { total, count } = next.sums[name];
      const [totals, counts] = [WIDTH + 1 + 2 * at, WIDTH + 2 + 2 * at];
      const [totalBefore, countBefore] = [total[this.rows]!, count[this.rows]!];
      for (let row = 0; row < added; row++) {
        total[this.rows + row] = totalBefore + value(row, totals);
        count[this.rows + row] = countBefore + value(row, counts);
      }
      next.sum(name, next.rows - 1, next.rows);
    }
    return next.rows > MOST_HELD ? next.thinned() : next;
  }

  /** Mean of the finite values of held rows `from` to `to` (exclusive) and those between; NaN when there are none. */
  mean(name: SummedColumn, from: number, to: number): number {
    const { total, count } = this.sums[name];
    return (total[to]! - total[from]!) / (count[to]! - count[from]!);
  }

  /**
   * A window of `window` rows of the whole series around a held row, cut off at the ends, so that the smoothed line does
   * not lag. Where the window ends between two held rows, those between are taken to be alike.
   */
  smoothed(name: SummedColumn, row: number, window: number): number {
    const half = Math.floor(window / 2);
    const isWhole = this.end === this.rows + (this.places[0] ?? 0);
    if (isWhole) return this.mean(name, Math.max(0, row - half), Math.min(this.rows, row + half + 1));
    const place = this.places[row]!;
    const from = this.sumsAt(name, Math.max(this.places[0]!, place - half));
    const to = this.sumsAt(name, Math.min(this.end, place + half + 1));
    return (to.total - from.total) / (to.count - from.count);
  }

  /** The first held row that stands at or behind a place in the whole series; `rows` when there is none. */
  heldAt(place: number): number {
    let [low, high] = [0, this.rows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private sumsAt(name: SummedColumn, place: number): { total: number; count: number } {
    const { total, count } = this.sums[name];
    const after = this.heldAt(place);
    const end = after < this.rows ? this.places[after]! : this.end;
    if (end === place || after === 0) return { total: total[after]!, count: count[after]! };
    const before = this.places[after - 1]!;
    const share = (place - before) / (end - before);
    return {
      total: total[after - 1]! + share * (total[after]! - total[after - 1]!),
      count: count[after - 1]! + share * (count[after]! - count[after - 1]!),
    };
  }

  /** As much of it as a chart needs, in arrays of its own. */
  private thinned(): SeriesBuffer {
    const values = EXTREME_COLUMNS.map((name) => ({ of: this.column(name), from: 0, stride: 1 }));
    const kept = keptRows(this.places, values, this.rows, bucketRows(this.end));
    const next = new SeriesBuffer(kept.length, this.end, this.origin);
    next.reserve(kept.length);
    const taken = (from: Float64Array, into: Float64Array) =>
      kept.forEach((row, at) => (into[at] = from[row]!));
    taken(this.places, next.places);
    this.columns.forEach((column, at) => taken(column, next.columns[at]!));
    for (const name of SUMMED) {
      for (const part of ['total', 'count'] as const) {
        taken(this.sums[name][part], next.sums[name][part]);
        next.sums[name][part][kept.length] = this.sums[name][part][this.rows]!;
      }
    }
    return next;
  }

  /** A buffer on the same arrays with so many more rows, which are to be filled in. */
  private withRoom(added: number, end: number): SeriesBuffer {
    const next = new SeriesBuffer(this.rows + added, end, this.origin);
    next.capacity = this.capacity;
    next.columns = this.columns;
    next.places = this.places;
    next.sums = this.sums;
    next.reserve(next.rows);
    return next;
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
    this.places = grown(this.places, this.capacity);
    this.sums = { ...this.sums };
    for (const name of SUMMED) {
      this.sums[name] = {
        total: grown(this.sums[name].total, this.capacity + 1),
        count: grown(this.sums[name].count, this.capacity + 1),
      };
    }
  }
}
