import { computed, type Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import type { Point } from '@shared/series/decimate';
import { rowAt, xColumn, type XKind } from '@shared/charts/series-lines';
import type { SeriesBuffer, SummedColumn } from '@shared/charts/series-buffer';
import { count } from '../../format/numbers';
import { meanThroughput } from '../../format/run';
import { clock } from '../../format/times';
import type { Curves } from './use-curves';

export interface ReadoutWanted {
  run: Readonly<Ref<RunSummary>>;
  kind: Readonly<Ref<XKind>>;
  window: Readonly<Ref<number>>;
  curves: Curves;
  /** where the crosshair is */
  hover: Readonly<Ref<number | undefined>>;
}

/** A value of each line; NaN and undefined where there is none. */
export interface Reading {
  train: number;
  validation: Point | undefined;
}

/** What the heads of the charts say: the values under the crosshair, and without one those at the end. */
export function useReadout({ run, kind, window, curves, hover }: ReadoutWanted) {
  const series = curves.drawn;
  const isOfValues = computed(() => run.value.target.type === 'values');
  /** the row and the place under the crosshair; without one, the last that is shown */
  const pointed = computed(() => {
    const its: SeriesBuffer = series.value;
    const at = hover.value ?? (curves.right.value < curves.now.value ? curves.right.value : undefined);
    const x = xColumn(its, kind.value);
    const from = at === undefined ? its.rows - 1 : Math.min(rowAt(its, x, at), its.rows - 1);
    // Beyond the right edge nothing is shown: the line ends at the row before it.
    const row = from > 0 && x[from]! > curves.right.value ? from - 1 : from;
    const isBeyond = at !== undefined && at > curves.now.value * 1.02;
    return { row: isBeyond ? -1 : row, at };
  });
  function validationAt(points: readonly Point[]): Point | undefined {
    const { at } = pointed.value;
    if (at === undefined) return points.at(-1);
    const reach = Math.max(
      (curves.right.value - curves.left.value) / 100,
      curves.now.value / Math.max(2, run.value.epochs.length),
    );
    const nearest = points.reduce<Point | undefined>(
      (best, point) => (!best || Math.abs(point.x - at) < Math.abs(best.x - at) ? point : best),
      undefined,
    );
    return nearest && Math.abs(nearest.x - at) <= reach ? nearest : undefined;
  }
  const trainAt = (column: SummedColumn) =>
    pointed.value.row < 0 ? Number.NaN : series.value.smoothed(column, pointed.value.row, window.value);

  const lossNow = computed((): Reading => ({
    train: trainAt('loss'),
    validation: validationAt(curves.validationLoss.value),
  }));
  const measureNow = computed((): Reading => ({
    train: isOfValues.value ? Number.NaN : trainAt('accuracy'),
    validation: validationAt(curves.validationMeasure.value),
  }));
  const where = computed(() => {
    const { row, at } = pointed.value;
    if (series.value.rows === 0) return '';
    if (at === undefined) return curves.isLive.value ? 'now' : 'at the end';
    if (row < 0) return 'ahead';
    const step = `step ${count(series.value.column('step')[row] ?? 0)}`;
    if (kind.value === 'epoch')
      return `at epoch ${(series.value.column('epoch')[row] ?? 0).toFixed(2)}, ${step}`;
    return kind.value === 'time' ? `at ${clock(at)}, ${step}` : `at ${step}`;
  });

  const nearestY = (points: readonly Point[]) => {
    const at = hover.value;
    if (at === undefined) return points.at(-1)?.y;
    return points.findLast((point) => point.x <= at)?.y ?? points[0]?.y;
  };
  /** of the whole run, once it has ended; undefined while a point is shown */
  const meanNow = computed(() => {
    const isOfPoint = hover.value !== undefined || curves.zoom.isZoomed.value || curves.isLive.value;
    return isOfPoint ? undefined : (meanThroughput(run.value) ?? undefined);
  });
  const throughputNow = computed(() => {
    if (meanNow.value !== undefined) return meanNow.value;
    if (hover.value !== undefined || curves.zoom.isZoomed.value || !curves.isLive.value) {
      return nearestY(curves.throughput.value);
    }
    return run.value.progress?.samplesPerSecond ?? undefined;
  });
  const rateNow = computed(() => nearestY(curves.learningRate.value));
  return {
    pointed,
    lossNow,
    measureNow,
    where,
    throughputNow,
    isMeanThroughput: computed(() => meanNow.value !== undefined),
    rateNow,
  };
}

export type Readout = ReturnType<typeof useReadout>;

/** A value in words, or a dash where there is none. */
export const shown = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined || Number.isNaN(value) ? '–' : text(value);
