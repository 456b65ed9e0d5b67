import { SERIES_COLUMNS } from './columns';

/**
 * A long series is sent and held thinned: its rows stand in buckets of equally many, and of each bucket those rows are
 * kept that hold its first, last, lowest and highest values. Buckets begin at multiples of their size, which is a power
 * of two, so that thinning what is thinned already gives the same rows as thinning all: neither the studio nor a window
 * ever needs the whole series to go on.
 */

/** Of these the lowest and the highest row of each bucket are kept. */
export const EXTREME_COLUMNS = ['loss', 'accuracy', 'learningRate'] as const;

/**
 * A thinned row: where it stands in the whole series, its values, and what has to be known of the rows before it to
 * smooth over those that were left out: sums of the finite losses and accuracies since the first row that was asked
 * for, and how many those are.
 */
export const THIN_COLUMNS = [
  'row',
  ...SERIES_COLUMNS,
  'lossTotal',
  'lossCount',
  'accuracyTotal',
  'accuracyCount',
] as const;
export type ThinColumn = (typeof THIN_COLUMNS)[number];

/** Two or more of them for each pixel of any screen, so that a line through them covers the same pixels. */
export const MOST_BUCKETS = 4096;
/** In smaller buckets nearly every row would be kept. */
const LEAST_BUCKET = 16;

/** How many rows go into a bucket when there are `rows` of them; 1 where all are kept. */
export function bucketRows(rows: number): number {
  let size = 1;
  while (rows / size > MOST_BUCKETS) size *= 2;
  return size < LEAST_BUCKET ? 1 : size;
}

/**
 * How many rows go into a bucket of a part of a series.
 *
 * @param to before which row it ends; undefined: it is all that follows, and is shown with the whole
 * @param end how many rows the series has
 */
export const bucketOfPart = (from: number, to: number | undefined, end: number): number =>
  bucketRows(to === undefined ? end : Math.min(to, end) - from);

/**
 * Which rows to keep.
 *
 * @param rowOf where each entry stands in the whole series, or where the first does and all others follow; never falls
 * @param values the columns by which lowest and highest are told, each with where its first entry stands and how far
 *   apart they are; what is not finite is neither
 * @param count how many entries there are
 * @param bucket rows in a bucket
 * @returns the entries that stay, in their order
 */
export function keptRows(
  rowOf: ArrayLike<number> | number,
  values: readonly { of: ArrayLike<number>; from: number; stride: number }[],
  count: number,
  bucket: number,
): Int32Array {
  const kept = new Int32Array(count);
  let size = 0;
  const row = (entry: number) => (typeof rowOf === 'number' ? rowOf + entry : rowOf[entry]!);
  const chosen: number[] = [];
  let at = 0;
  while (at < count) {
    const first = at;
    const end = (Math.floor(row(at) / bucket) + 1) * bucket;
    if (typeof rowOf === 'number') at = Math.min(count, end - rowOf);
    else while (at < count && rowOf[at]! < end) at++;
    chosen.length = 0;
    chosen.push(first, at - 1);
    for (const { of, from, stride } of values) {
      let [low, high] = [-1, -1];
      let [least, most] = [Infinity, -Infinity];
      for (let entry = first; entry < at; entry++) {
        const value = of[from + entry * stride]!;
        // What is not a number is neither lower nor higher than anything.
        if (value < least && value !== -Infinity) [least, low] = [value, entry];
        if (value > most && value !== Infinity) [most, high] = [value, entry];
      }
      if (low >= 0) chosen.push(low);
      if (high >= 0) chosen.push(high);
    }
    chosen.sort((a, b) => a - b);
    let before = -1;
    for (const entry of chosen) {
      if (entry !== before) kept[size++] = entry;
      before = entry;
    }
  }
  return kept.subarray(0, size);
}

/**
 * Thins rows of a series.
 *
 * @param rows the columns of SERIES_COLUMNS first, `width` numbers a row
 * @param firstRow where the first of them stands in the whole series
 * @param bucket rows in a bucket; left out: as a chart of these alone needs
 * @returns the columns of THIN_COLUMNS, row by row
 */
export function thinSeries(
  rows: Float64Array,
  width: number,
  firstRow: number,
  bucket = bucketRows(Math.floor(rows.length / width)),
): Float64Array<ArrayBuffer> {
  const count = Math.floor(rows.length / width);
  const values = EXTREME_COLUMNS.map((name) => ({
    of: rows,
    from: SERIES_COLUMNS.indexOf(name),
    stride: width,
  }));
  const kept = keptRows(firstRow, values, count, bucket);
  const out = new Float64Array(kept.length * THIN_COLUMNS.length);
  const [loss, accuracy] = [SERIES_COLUMNS.indexOf('loss'), SERIES_COLUMNS.indexOf('accuracy')];
  let [losses, lossTotal, accuracies, accuracyTotal] = [0, 0, 0, 0];
  let row = 0;
  for (let place = 0; place < kept.length; place++) {
    const entry = kept[place]!;
    for (; row < entry; row++) {
      const itsLoss = rows[row * width + loss]!;
      const itsAccuracy = rows[row * width + accuracy]!;
      if (Number.isFinite(itsLoss)) {
        lossTotal += itsLoss;
        losses++;
      }
      if (Number.isFinite(itsAccuracy)) {
        accuracyTotal += itsAccuracy;
        accuracies++;
      }
    }
    const at = place * THIN_COLUMNS.length;
    out[at] = firstRow + entry;
    for (let column = 0; column < SERIES_COLUMNS.length; column++) {
      out[at + 1 + column] = rows[entry * width + column]!;
    }
    out[at + SERIES_COLUMNS.length + 1] = lossTotal;
    out[at + SERIES_COLUMNS.length + 2] = losses;
    out[at + SERIES_COLUMNS.length + 3] = accuracyTotal;
    out[at + SERIES_COLUMNS.length + 4] = accuracies;
  }
  return out;
}
