import { computed, type Ref } from 'vue';
import type { RunSummary } from '@shared/contract/run';
import type { Point } from '@shared/series/decimate';
import { useColours } from '../../charts/colours';
import type { Line } from '../../charts/draw-lines';
import { NOTHING_OUTSIDE, type HoverDot, type Overlay } from '../../charts/overlay';
import type { XKind } from '@shared/charts/series-lines';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { useIdentity, type Identity } from '../../composables/use-identity';
import {
  accuracyRange,
  fromZero,
  logLossRange,
  lossRange,
  measureRange,
  type Range,
} from '@shared/charts/ranges';
import { metricText, type CompareMetric } from './compare-metrics';
import type { LinePart } from './comparison-link';
import { pointAt, runLines, type LinesWanted, type RunLines } from './run-lines';

/** More lines than this, and labels at their ends would say nothing. */
export const MOST_LABELS = 8;
/** More, and the raw lines of training hide each other. */
const MOST_RAW = 3;
const LONGEST_NAME = 16;

const DASHES: Record<Identity['shape'], readonly number[]> = {
  circle: [],
  square: [7, 3],
  triangle: [2, 3],
};
const DOTS = { circle: 'circle', square: 'rect', triangle: 'triangle' } as const;

export interface ChartWanted {
  runs: Readonly<Ref<readonly RunSummary[]>>;
  seriesOf: (run: string) => SeriesBuffer | undefined;
  metric: Readonly<Ref<CompareMetric>>;
  lines: Readonly<Ref<LinePart>>;
  kind: Readonly<Ref<XKind>>;
  isLog: Readonly<Ref<boolean>>;
  window: Readonly<Ref<number>>;
  right: Readonly<Ref<number>>;
  width: Readonly<Ref<number>>;
  hover: Readonly<Ref<number | undefined>>;
  /** runs that lie outside of a chosen range are drawn paler */
  isDimmed: (run: string) => boolean;
}

const shortName = (name: string) =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;

/** Room beside the plot for the labels at the ends. */
export const labelRoom = (runs: number): number => (runs <= MOST_LABELS ? 168 : 8);

function rangeOf(all: readonly RunLines[], metric: CompareMetric, isLog: boolean): Range {
  const together = (of: (lines: RunLines) => readonly Point[]) => all.flatMap(of);
  const raw = together((lines) => lines.raw);
  const training = together((lines) => lines.training);
  const validation = together((lines) => lines.validation);
  if (metric.value === 'loss') {
    return isLog ? logLossRange(raw, training, validation) : lossRange(raw, training, validation);
  }
  if (metric.value === 'valAccuracy') return accuracyRange(training, validation);
  return metric.value === 'rate' || metric.value === 'speed'
    ? fromZero([...training, ...validation])
    : measureRange(validation, metric.top);
}

/** What one chart of a comparison draws, and what stands beside it. */
export function useCompareChart(wanted: ChartWanted) {
  const identity = useIdentity();
  const names = Array.from({ length: 8 }, (_, at) => `data-${at + 1}` as const);
  const colours = useColours([...names, 'ink', 'data-raw']);
  const hexOf = (run: string) =>
    colours.value[identity(run).colour.slice(6, -1) as (typeof names)[number]] ?? colours.value.ink;

  const linesWanted = computed((): LinesWanted => {
    const { metric, kind, window, right, width, lines, runs } = wanted;
    const { length } = runs.value;
    const columns = Math.max(100, width.value - 40 - labelRoom(length)) / (length > MOST_LABELS ? 2 : 1);
    return {
      metric: metric.value,
      view: { kind: kind.value, left: 0, right: right.value, columns },
      window: window.value,
      withValidation: lines.value !== 'training',
      withTraining: lines.value !== 'validation',
      withRaw: length <= MOST_RAW,
    };
  });
  /** The lines of a run as last drawn: of many runs, most often only one has something new. */
  const known = new Map<string, { of: unknown[]; lines: RunLines }>();
  function linesOf(run: RunSummary): RunLines {
    const series = wanted.seriesOf(run.id);
    const of = [run.epochs, run.name, series, linesWanted.value];
    const last = known.get(run.id);
    if (last && of.every((part, place) => part === last.of[place])) return last.lines;
    const lines = runLines(run, series, linesWanted.value);
    known.set(run.id, { of, lines });
    return lines;
  }
  const all = computed(() => wanted.runs.value.map(linesOf));
  const range = computed(() => rangeOf(all.value, wanted.metric.value, wanted.isLog.value));

  const drawn = computed((): Line[] =>
    all.value.flatMap(({ run, validation, training, raw }) => {
      const { shape } = identity(run.id);
      const colour = hexOf(run.id);
      const pale = wanted.isDimmed(run.id) ? 0.15 : 1;
      const its = { colour, dash: DASHES[shape] };
      const isAlone = validation.length === 0;
      return [
        { ...its, points: raw, width: 1, opacity: pale * (Number(colours.value['data-raw']) || 0.3) * 0.6 },
        { ...its, points: training, width: isAlone ? 2 : 1.25, opacity: pale * (isAlone ? 1 : 0.75) },
        { ...its, points: validation, width: 2, opacity: pale, hasDots: true, dots: DOTS[shape] },
      ].filter((line) => line.points.length > 0);
    }),
  );

  /** Epochs are as far apart as they are: half of that on each side. */
  const within = computed(() => {
    const longest = Math.max(1, ...all.value.map(({ validation }) => validation.length));
    return (wanted.right.value / longest) * 0.75;
  });
  const readings = computed(() =>
    all.value.map(({ run, validation, training }) => ({
      run,
      validation: pointAt(validation, wanted.hover.value, within.value),
      training: pointAt(training, wanted.hover.value, within.value),
      isDrawn: validation.length > 0 || training.length > 0,
    })),
  );

  const diamonds = computed(() =>
    all.value.flatMap(({ run, best, validation }): HoverDot[] =>
      best && validation.length > 0 && !wanted.isDimmed(run.id)
        ? [{ ...best, colour: hexOf(run.id), isDiamond: true }]
        : [],
    ),
  );
  const overlay = computed((): Overlay => {
    const { metric, hover } = wanted;
    const pointed = readings.value.flatMap(({ run, validation, training }): HoverDot[] =>
      [validation, training].flatMap((point) => (point ? [{ ...point, colour: hexOf(run.id) }] : [])),
    );
    const ends = all.value.flatMap(({ run, validation, training }) => {
      const end = validation.at(-1) ?? training.at(-1);
      if (!end || wanted.isDimmed(run.id)) return [];
      const text = `${shortName(run.name)}  ${metricText(metric.value, end.y)}`;
      const { shape } = identity(run.id);
      return [{ text, y: end.y, colour: colours.value.ink, swatch: { colour: hexOf(run.id), shape } }];
    });
    return {
      hover: hover.value,
      dots: hover.value === undefined ? diamonds.value : [...diamonds.value, ...pointed],
      now: undefined,
      end: undefined,
      labels: wanted.runs.value.length <= MOST_LABELS ? ends : [],
      offScale: NOTHING_OUTSIDE,
    };
  });

  return { drawn, range, overlay, readings, diamonds, colourOf: hexOf };
}
