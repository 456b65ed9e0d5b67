export interface Point {
  x: number;
  y: number;
}

/** The part of a series to draw: rows `from` (inclusive) to `to` (exclusive), of which x never falls. */
export interface Slice {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  from: number;
  to: number;
}

/**
 * At most four points for each of `columns` equal steps between `left` and `right`: the first, the lowest,
 * the highest and the last, in the order in which they come. A line through them covers the same pixels as
 * a line through all. Rows outside, and values that are not finite, are left out.
 */
export function decimate(slice: Slice, left: number, right: number, columns: number): Point[] {
  const { x, y, from, to } = slice;
  const points: Point[] = [];
  const perColumn = columns / (right - left);
  let column = -1;
  let first = -1;
  let lowest = -1;
  let highest = -1;
  let last = -1;
  const flush = () => {
    if (first < 0) return;
    const [early, late] = lowest < highest ? [lowest, highest] : [highest, lowest];
    let before = -1;
    for (const row of [first, early, late, last]) {
      if (row !== before) points.push({ x: x[row]!, y: y[row]! });
      before = row;
    }
    first = -1;
  };
  for (let row = from; row < to; row++) {
    const at = x[row]!;
    const value = y[row]!;
    if (!Number.isFinite(value) || at < left || at > right) continue;
    const its = right > left ? Math.min(columns - 1, Math.floor((at - left) * perColumn)) : 0;
    if (its !== column || first < 0) {
      flush();
      column = its;
      first = row;
      lowest = row;
      highest = row;
    }
    if (value < y[lowest]!) lowest = row;
    if (value > y[highest]!) highest = row;
    last = row;
  }
  flush();
  return points;
}

/**
 * Decimated, with the rows that lie beside what is shown, so that a line reaches the edges of the plot.
 *
 * @param slice as `decimate`; its first and its last row may lie outside
 */
export function decimateInView(slice: Slice, left: number, right: number, columns: number): Point[] {
  const { x, y, from, to } = slice;
  const points = decimate(slice, left, right, columns);
  const isBeside = (row: number) =>
    row >= from && row < to && (x[row]! < left || x[row]! > right) && Number.isFinite(y[row]);
  if (isBeside(from)) points.unshift({ x: x[from]!, y: y[from]! });
  if (isBeside(to - 1) && to - 1 > from) points.push({ x: x[to - 1]!, y: y[to - 1]! });
  return points;
}

/** The first of so many rows of which x is at least `value`, or their number; x never falls. */
export function firstRowAt(x: ArrayLike<number>, value: number, rows = x.length): number {
  let [low, high] = [0, rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of which x lies from `left` to `right`, with one more on each side; x never falls. */
export const rowsAround = (
  x: ArrayLike<number>,
  left: number,
  right: number,
  rows = x.length,
): Pick<Slice, 'from' | 'to'> => ({
  from: Math.max(0, firstRowAt(x, left, rows) - 1),
  to: Math.min(rows, firstRowAt(x, right, rows) + 1),
});
