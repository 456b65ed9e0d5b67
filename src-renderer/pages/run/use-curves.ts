import { computed, type Ref, type ShallowRef } from 'vue';
import type { EpochRow, RunSummary } from '@shared/contract/run';
import { accuracyRange, logLossRange, lossRange, measureRange } from '@shared/charts/ranges';
import {
  epochLine,
  inView,
  rawLine,
  rowAt,
  smoothLine,
  throughputLine,
  xColumn,
  type View,
  type XKind,
} from '@shared/charts/series-lines';
import { offScale } from '@shared/charts/off-scale';
import type { Point } from '@shared/series/decimate';
import { niceTicks, timeTicks, wholeTicks } from '@shared/charts/ticks';
import { NOTHING_OUTSIDE } from '../../charts/overlay';
import { useZoom } from '../../charts/use-zoom';
import type { Extent } from '../../charts/zoom';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { useDetail } from '../../composables/use-detail';
import { measureText, type Measure } from '../../format/measures';
import { loss as lossText } from '../../format/numbers';
import { isLive as isRunLive } from '../../stores/runs';
import { validationLabel } from './curve-overlays';

export interface CurvesWanted {
  run: Ref<RunSummary>;
  series: Readonly<ShallowRef<SeriesBuffer>>;
  kind: Ref<XKind>;
  isLog: Ref<boolean>;
  window: Ref<number>;
  /** the axis ends where the run is, not where it will be */
  isFitted: Ref<boolean>;
  /** what somebody zoomed to */
  chosen: Ref<Extent | undefined>;
  width: Readonly<Ref<number>>;
  /** what the second chart shows on validation data */
  measure: Readonly<Ref<Measure>>;
}

/** Beside the end of the lines this much is needed for their labels, and more for words that are longer than the English ones. */
const LABEL_ROOM = Math.max(112, 16 + 5.6 * validationLabel('3.21e−12').length);
/** A dot at the end of a line is not cut in half. */
const DOT_ROOM = 4;

/** Everything that the charts of a run draw, worked out from its series. */
export function useCurves(wanted: CurvesWanted) {
  const { run, series, kind, isLog, window, isFitted, chosen, width, measure } = wanted;
  const isLive = computed(() => isRunLive(run.value));
  // A run is told of anew with every bit of progress; the lines depend on these parts of it alone.
  const epochs = computed(() => run.value.epochs);
  const spec = computed(() => run.value.spec);
  const now = computed(() => {
    const { rows } = series.value;
    return rows > 0 ? xColumn(series.value, kind.value)[rows - 1]! : 0;
  });
  const first = computed(() => {
    const { rows } = series.value;
    const hasParent = spec.value.start?.mode === 'continue';
    if (!hasParent || rows === 0 || kind.value === 'time') return 0;
    const its = xColumn(series.value, kind.value)[0]!;
    return kind.value === 'epoch' ? Math.floor(its) : its;
  });
  const last = computed(() => {
    const { progress, state } = run.value;
    const isGoingOn = isLive.value || state === 'queued';
    const least = first.value + (kind.value === 'epoch' ? 0.05 : 1);
    if (!isGoingOn || isFitted.value) {
      return Math.max(least, now.value || (kind.value === 'epoch' ? spec.value.epochs : 1));
    }
    if (kind.value === 'epoch') return Math.max(least, spec.value.epochs);
    if (kind.value === 'step') return Math.max(least, progress?.totalSteps ?? 1, now.value);
    return Math.max(least, now.value + (progress?.secondsLeft ?? now.value * 0.2));
  });
  const zoom = useZoom(
    chosen,
    computed(() => ({ left: first.value, right: last.value })),
  );
  const left = computed(() => zoom.shown.value.left);
  const right = computed(() => zoom.shown.value.right);
  const drawn = useDetail({ run: computed(() => run.value.id), series, kind, shown: zoom.shown });
  const room = computed(() => {
    const free = ((right.value - now.value) / (right.value - left.value)) * (width.value - 40);
    return series.value.rows > 0 && free < LABEL_ROOM ? LABEL_ROOM : DOT_ROOM;
  });
  const view = computed((): View => ({
    kind: kind.value,
    left: left.value,
    right: right.value,
    columns: Math.max(100, Math.round(width.value - 40 - room.value)),
  }));
  const ticks = computed(() => {
    const wanted = Math.max(2, Math.floor(width.value / 64));
    if (kind.value === 'time') return timeTicks(left.value, right.value, wanted);
    return (kind.value === 'epoch' ? wholeTicks : niceTicks)(left.value, right.value, wanted);
  });

  const validation = (value: (row: EpochRow) => number | null) =>
    inView(epochLine(series.value, epochs.value, value, kind.value), left.value, right.value);
  const validationLoss = computed(() => validation((row) => row.valLoss));
  const validationMeasure = computed(() => validation((row) => row[measure.value]));
  /** of the best epoch, whichever metric it is best by */
  const bestOf = (value: (row: EpochRow) => number | null) =>
    run.value.best ? epochLine(series.value, [run.value.best], value, kind.value)[0] : undefined;
  const bestLoss = computed(() => bestOf((row) => row.valLoss));
  const bestMeasure = computed(() => bestOf((row) => row[measure.value]));
  const loss = computed(() => rawLine(drawn.value, 'loss', view.value));
  const smoothLoss = computed(() => smoothLine(drawn.value, 'loss', window.value, view.value));
  const hasAccuracy = computed(() => run.value.target.type === 'classes');
  const accuracy = computed(() => (hasAccuracy.value ? rawLine(drawn.value, 'accuracy', view.value) : []));
  const smoothAccuracy = computed(() =>
    hasAccuracy.value ? smoothLine(drawn.value, 'accuracy', window.value, view.value) : [],
  );
  const learningRate = computed(() => rawLine(drawn.value, 'learningRate', view.value));
  const throughput = computed(() => throughputLine(drawn.value, spec.value.batchSize, view.value));

  const lossScale = computed(() =>
    isLog.value
      ? logLossRange(loss.value, smoothLoss.value, validationLoss.value)
      : lossRange(loss.value, smoothLoss.value, validationLoss.value, zoom.isZoomed.value),
  );
  const measureScale = computed(() =>
    measure.value === 'valAccuracy'
      ? accuracyRange(smoothAccuracy.value, validationMeasure.value, zoom.isZoomed.value)
      : measureRange(validationMeasure.value, measure.value === 'valR2' ? 1 : Infinity, zoom.isZoomed.value),
  );

  /** The highest value that the scale leaves out, with where it is. */
  const lossOffScale = computed(() => {
    const { above } = offScale(loss.value, lossScale.value);
    if (above === undefined) return NOTHING_OUTSIDE;
    const row = rowAt(drawn.value, xColumn(drawn.value, kind.value), above.x);
    const step = drawn.value.column('step')[row]?.toLocaleString('en') ?? '';
    return { above: `${lossText(above.y)} at step ${step}`, below: '' };
  });
  const measureOffScale = computed(() => {
    const { above, below } = offScale(validationMeasure.value, measureScale.value);
    const words = (point: Point | undefined) => {
      const row = point && epochs.value.find((one) => one[measure.value] === point.y);
      return row ? `${measureText(measure.value, row[measure.value])} at epoch ${row.epoch}` : '';
    };
    return { above: words(above), below: words(below) };
  });

  return {
    isLive,
    /** what the lines are made of */
    drawn,
    zoom,
    now,
    left,
    right,
    room,
    ticks,
    validationLoss,
    validationMeasure,
    bestLoss,
    bestMeasure,
    loss,
    smoothLoss,
    accuracy,
    smoothAccuracy,
    learningRate,
    throughput,
    lossScale,
    measureScale,
    lossOffScale,
    measureOffScale,
  };
}

export type Curves = ReturnType<typeof useCurves>;
