import type { EpochRow } from '../contract/run';
import type { SeriesColumn } from '../series/columns';
import { decimateInView, firstRowAt, rowsAround, type Point } from '../series/decimate';
import type { Extent } from './extent';
import type { SeriesBuffer, SummedColumn } from './series-buffer';

export type XKind = 'step' | 'epoch' | 'time';

const X_COLUMN: Record<XKind, SeriesColumn> = { step: 'step', epoch: 'epoch', time: 'seconds' };

export const xColumn = (series: SeriesBuffer, kind: XKind): Float64Array => series.column(X_COLUMN[kind]);

/** The first row of which x is at least `x`, or the number of rows. */
export const rowAt = (series: SeriesBuffer, column: Float64Array, x: number): number =>
  firstRowAt(column, x, series.rows);

/** The extent on another axis that shows the same rows; undefined while there are too few of them. */
export function sameRows(series: SeriesBuffer, shown: Extent, from: XKind, to: XKind): Extent | undefined {
  const [x, next] = [xColumn(series, from), xColumn(series, to)];
  const [first, last] = [shown.left, shown.right].map((at) =>
    Math.min(rowAt(series, x, at), series.rows - 1),
  );
  if (first === undefined || last === undefined || last <= first) return undefined;
  return { left: next[first]!, right: next[last]! };
}

/** Where a step lies on an axis; undefined when the series does not reach it. */
export function xOfStep(
  series: SeriesBuffer,
  step: number,
  kind: XKind,
  stepsPerEpoch: number,
): number | undefined {
  if (kind === 'step') return step;
  const [steps, x] = [series.column('step'), xColumn(series, kind)];
  const last = series.rows - 1;
  const row = rowAt(series, steps, step);
  if (kind === 'epoch' && stepsPerEpoch > 0) {
    if (last < 0) return step / stepsPerEpoch;
    // Counted from the nearest row: what a run goes on from may have had other epochs.
    const near = Math.min(row, last);
    return x[near]! + (step - steps[near]!) / stepsPerEpoch;
  }
  return last < 0 ? undefined : x[Math.min(row, last)];
}

/** Steps of one epoch as the series tells it; 0 while there is none. */
export function seriesStepsPerEpoch(series: SeriesBuffer): number {
  const last = series.rows - 1;
  const epoch = last < 0 ? 0 : series.column('epoch')[last]!;
  return epoch > 0 ? series.column('step')[last]! / epoch : 0;
}

export interface View {
  kind: XKind;
  left: number;
  right: number;
  /** pixels across */
  columns: number;
}

/** The rows of what is shown, with one more on each side, so that a line reaches the edges of the plot. */
function rowsInView(series: SeriesBuffer, view: View): [from: number, to: number] {
  const { from, to } = rowsAround(xColumn(series, view.kind), view.left, view.right, series.rows);
  return [from, to];
}

export function rawLine(series: SeriesBuffer, column: SeriesColumn, view: View): Point[] {
  const [x, y] = [xColumn(series, view.kind), series.column(column)];
  const [from, to] = rowsInView(series, view);
  return decimateInView({ x, y, from, to }, view.left, view.right, view.columns);
}

/** The smoothed line, at as many rows as there are pixels to show them. */
export function smoothLine(series: SeriesBuffer, column: SummedColumn, window: number, view: View): Point[] {
  const x = xColumn(series, view.kind);
  const [from, to] = rowsInView(series, view);
  const stride = Math.max(1, (to - from) / view.columns);
  const points: Point[] = [];
  for (let at = from; at < to; at += stride) {
    const row = Math.floor(at);
    const y = series.smoothed(column, row, window);
    if (Number.isFinite(y)) points.push({ x: x[row]!, y });
  }
  const last = to - 1;
  if (last >= from && points.at(-1)?.x !== x[last]) {
    const y = series.smoothed(column, last, window);
    if (Number.isFinite(y)) points.push({ x: x[last]!, y });
  }
  return points;
}

/** Samples a second, over stretches of a few pixels each. */
export function throughputLine(series: SeriesBuffer, batchSize: number, view: View): Point[] {
  const [x, step, seconds] = [xColumn(series, view.kind), series.column('step'), series.column('seconds')];
  const [first, end] = rowsInView(series, view);
  const rows = end - first;
  const stretches = Math.max(4, Math.min(64, Math.floor(view.columns / 6), Math.floor(rows / 24)));
  const points: Point[] = [];
  let from = first;
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const to = first + Math.floor(((rows - 1) * stretch) / stretches);
    if (to <= from) continue;
    const took = seconds[to]! - seconds[from]!;
    if (took > 0) points.push({ x: x[to]!, y: ((step[to]! - step[from]!) * batchSize) / took });
    from = to;
  }
  return points;
}

/** The points between `left` and `right`, with one more on each side to which a line can lead. */
export function inView(points: readonly Point[], left: number, right: number): Point[] {
  const from = points.findIndex((point) => point.x >= left);
  const to = points.findLastIndex((point) => point.x <= right);
  return from < 0 || to < 0 ? [] : points.slice(Math.max(0, from - 1), to + 2);
}

/** Where an epoch ended, counted in epochs: a run that ends by its steps ends in the middle of its last one. */
function epochEnd(series: SeriesBuffer, { epoch, step }: EpochRow): number {
  const last = series.rows - 1;
  const isLast = last >= 0 && series.column('step')[last] === step;
  return isLast ? Math.min(epoch, series.column('epoch')[last]!) : epoch;
}

/** A value of each epoch, where it ended. */
export function epochLine(
  series: SeriesBuffer,
  rows: readonly EpochRow[],
  value: (row: EpochRow) => number | null,
  kind: XKind,
): Point[] {
  return rows.flatMap((row) => {
    const y = value(row);
    if (y === null || !Number.isFinite(y)) return [];
    const x = kind === 'epoch' ? epochEnd(series, row) : xOfStep(series, row.step, kind, 0);
    return x === undefined ? [] : [{ x, y }];
  });
}
