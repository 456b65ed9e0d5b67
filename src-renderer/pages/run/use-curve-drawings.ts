import { computed, type Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import type { Point } from '@shared/series/decimate';
import { useColours } from '../../charts/colours';
import type { Line } from '../../charts/draw-lines';
import type { Overlay } from '../../charts/overlay';
import { fromZero } from '@shared/charts/ranges';
import { xColumn, type XKind } from '@shared/charts/series-lines';
import { tickText } from '@shared/charts/ticks';
import { measureText, type Measure } from '../../format/measures';
import { loss as lossText, rate } from '../../format/numbers';
import { clock } from '../../format/times';
import { curveOverlay, loneOverlay } from './curve-overlays';
import type { Curves } from './use-curves';
import type { Reading, Readout } from './use-readout';

export interface DrawingsWanted {
  run: Readonly<Ref<RunSummary>>;
  kind: Readonly<Ref<XKind>>;
  /** what the second chart shows on validation data */
  measure: Readonly<Ref<Measure>>;
  isOfValues: Readonly<Ref<boolean>>;
  curves: Curves;
  readout: Readout;
  hover: Readonly<Ref<number | undefined>>;
}

/** With more points than this, the raw line fills its whole band, which then has to be paler. */
const CROWDED = 1000;
const line = (points: Point[], rest: Omit<Line, 'points'>): Line => ({ points, ...rest });

const percentTick = (value: number, ticks: readonly number[]) =>
  `${tickText(
    value * 100,
    ticks.map((tick) => tick * 100),
  )}%`;
/** A learning rate is written alike wherever it stands. */
export const rateTick = (value: number): string => rate(value);

/** The lines of a run's charts in their colours, what stands over them, and their scales. */
export function useCurveDrawings(wanted: DrawingsWanted) {
  const { run, kind, measure, isOfValues, curves, readout, hover } = wanted;
  const colours = useColours(['data-1', 'data-2', 'data-1-ink', 'data-2-ink', 'ink-2', 'data-raw']);

  function twoLines(raw: Point[], smooth: Point[], validation: Point[]): Line[] {
    const { 'data-1': blue, 'data-2': orange, 'data-raw': pale } = colours.value;
    return [
      line(raw, {
        colour: blue,
        width: 1,
        opacity: (Number(pale) || 0.3) * (raw.length > CROWDED ? 0.6 : 1),
      }),
      line(smooth, { colour: blue, width: 1.75 }),
      line(validation, { colour: orange, width: 2, hasDots: true }),
    ];
  }
  const lossLines = computed(() =>
    twoLines(curves.loss.value, curves.smoothLoss.value, curves.validationLoss.value),
  );
  const measureLines = computed(() =>
    twoLines(curves.accuracy.value, curves.smoothAccuracy.value, curves.validationMeasure.value),
  );

  function overlayOf(
    smooth: readonly Point[],
    validation: readonly Point[],
    best: Point | undefined,
    reading: Reading,
    metric: Measure | 'valLoss',
    offScale: Overlay['offScale'],
  ) {
    const its = colours.value;
    return curveOverlay({
      smooth,
      validation,
      best,
      isOwnBest: run.value.spec.best.metric === metric,
      text: metric === 'valLoss' ? lossText : (value) => measureText(measure.value, value),
      offScale,
      reading,
      hover: hover.value,
      pointed:
        readout.pointed.value.row < 0
          ? undefined
          : xColumn(curves.drawn.value, kind.value)[readout.pointed.value.row],
      now: curves.isLive.value ? curves.now.value : undefined,
      right: curves.right.value,
      colours: {
        train: its['data-1'],
        validation: its['data-2'],
        trainInk: its['data-1-ink'],
        validationInk: its['data-2-ink'],
      },
    });
  }
  const lossOverlay = computed(() =>
    overlayOf(
      curves.smoothLoss.value,
      curves.validationLoss.value,
      curves.bestLoss.value,
      readout.lossNow.value,
      'valLoss',
      curves.lossOffScale.value,
    ),
  );
  const measureOverlay = computed(() =>
    overlayOf(
      curves.smoothAccuracy.value,
      curves.validationMeasure.value,
      curves.bestMeasure.value,
      readout.measureNow.value,
      measure.value,
      curves.measureOffScale.value,
    ),
  );
  const measureTick = (value: number, ticks: readonly number[]) =>
    isOfValues.value ? tickText(value, ticks).replace('-', '−') : percentTick(value, ticks);
  const xText = (value: number) =>
    kind.value === 'time' ? clock(value) : tickText(value, curves.ticks.value);

  /** The charts below share the axis in half the width. */
  const fewTicks = computed(() => {
    const all = curves.ticks.value;
    const every = Math.max(1, Math.ceil((all.length - 1) / 3));
    return all.filter((_, place) => place % every === 0);
  });
  const lone = (points: Point[]) => [line(points, { colour: colours.value['ink-2'], width: 1.5 })];
  const loneOf = (points: readonly Point[]) =>
    loneOverlay(points, colours.value['ink-2'], hover.value, curves.right.value);
  const throughputLines = computed(() => lone(curves.throughput.value));
  const throughputOverlay = computed(() => loneOf(curves.throughput.value));
  const rateLines = computed(() => lone(curves.learningRate.value));
  const rateOverlay = computed(() => loneOf(curves.learningRate.value));
  const throughputScale = computed(() => fromZero(curves.throughput.value));
  /** Its few values are long: the ends of the scale say enough. */
  const rateScale = computed(() => {
    const { min, max } = fromZero(curves.learningRate.value);
    return { min, max, ticks: curves.learningRate.value.length > 0 ? [min, max] : [min] };
  });

  return {
    colours,
    lossLines,
    measureLines,
    lossOverlay,
    measureOverlay,
    throughputLines,
    throughputOverlay,
    throughputScale,
    rateLines,
    rateOverlay,
    rateScale,
    fewTicks,
    xText,
    measureTick,
  };
}

export type CurveDrawings = ReturnType<typeof useCurveDrawings>;
