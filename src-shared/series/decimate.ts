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
