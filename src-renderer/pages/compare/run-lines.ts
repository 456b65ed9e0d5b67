import type { EpochRow, RunSummary } from '@shared/contract/run';
import type { Point } from '@shared/series/decimate';
import { rawLine, smoothLine, type View, type XKind } from '@shared/charts/series-lines';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { hasMetric, type CompareMetric } from './compare-metrics';

/** One run's curves in one chart. */
export interface RunLines {
  run: RunSummary;
  validation: Point[];
  /** smoothed, where that is a mean of batches */
  training: Point[];
  /** as recorded, under the smoothed one */
  raw: Point[];
  /** its best epoch by what the run itself is judged by, as on its own page; undefined where it has none */
  best: Point | undefined;
}

/** Where each epoch ended. By time: seconds of training and validation until then, pauses left out. */
export function epochXs(rows: readonly EpochRow[], kind: XKind): number[] {
  let seconds = 0;
  return rows.map((row) => {
    seconds += row.seconds;
    return { epoch: row.epoch, step: row.step, time: seconds }[kind];
  });
}

/** A value of each epoch that has one. */
export function epochPoints(
  rows: readonly EpochRow[],
  value: (row: EpochRow) => number | null,
  kind: XKind,
): Point[] {
  const xs = epochXs(rows, kind);
  return rows.flatMap((row, place) => {
    const y = value(row);
    return y !== null && Number.isFinite(y) ? [{ x: xs[place]!, y }] : [];
  });
}

/** Where the best epoch of a run lies, in a chart of a metric that can be good or bad. */
export function bestPoint(
  { epochs, best }: Pick<RunSummary, 'epochs' | 'best'>,
  { validation, better }: CompareMetric,
  kind: XKind,
): Point | undefined {
  const row = epochs.find(({ epoch }) => epoch === best?.epoch);
  return row && validation && better !== undefined
    ? epochPoints(epochs, (one) => (one === row ? validation(one) : null), kind)[0]
    : undefined;
}

/** How far runs reach together, from zero on: what goes on from another's checkpoint begins where that was saved. */
export function rightOf(runs: readonly RunSummary[], kind: XKind, series: readonly SeriesBuffer[]): number {
  const column = kind === 'time' ? 'seconds' : kind;
  return Math.max(
    kind === 'epoch' ? 1 : 0.001,
    ...runs.map(({ epochs }) => epochXs(epochs, kind).at(-1) ?? 0),
    ...series.map((one) => (one.rows > 0 ? one.column(column)[one.rows - 1]! : 0)),
  );
}

export interface LinesWanted {
  metric: CompareMetric;
  view: View;
  window: number;
  withTraining: boolean;
  withValidation: boolean;
  withRaw: boolean;
}

export function runLines(run: RunSummary, series: SeriesBuffer | undefined, wanted: LinesWanted): RunLines {
  const { metric, view, window } = wanted;
  const lines: RunLines = { run, validation: [], training: [], raw: [], best: undefined };
  if (!hasMetric(run, metric)) return lines;
  const points = metric.validation ? epochPoints(run.epochs, metric.validation, view.kind) : [];
  lines.best = bestPoint(run, metric, view.kind);
  if (wanted.withValidation || !metric.training) lines.validation = points;
  const isTrainingAll = metric.training !== undefined && metric.validation === undefined;
  if (!series || series.rows === 0 || !metric.training || !(wanted.withTraining || isTrainingAll))
    return lines;
  if (metric.training === 'learningRate') lines.training = rawLine(series, 'learningRate', view);
  else {
    lines.training = smoothLine(series, metric.training, window, view);
    if (wanted.withRaw && window > 1) lines.raw = rawLine(series, metric.training, view);
  }
  return lines;
}

/** The point under a crosshair: the nearest within reach; of a line of steps the last one before it. */
export function pointAt(points: readonly Point[], x: number | undefined, within: number): Point | undefined {
  if (x === undefined) return points.at(-1);
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  const near = [points[low - 1], points[low]].filter((point) => point !== undefined);
  const nearest = near.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
  return nearest && Math.abs(nearest.x - x) <= within ? nearest : undefined;
}
