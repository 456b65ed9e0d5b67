import { chartSvg, type ChartPicture, type PictureInk } from '../charts/chart-picture';
import { accuracyRange, fromZero, lossRange, measureRange } from '../charts/ranges';
import { epochLine, rawLine, smoothLine, throughputLine, type View } from '../charts/series-lines';
import { defaultWindow, WINDOWS } from '../charts/smoothing';
import { tickText, wholeTicks } from '../charts/ticks';
import { mainMeasure, measuresOf, measureText } from '../format/measures';
import { counted, loss as lossText, setting } from '../format/numbers';
import type { EpochRow } from '../contract/run';
import type { Point } from '../series/decimate';
import { Html, html } from './html';
import type { ReportFacts } from './report-facts';

/** The page's own colours, light or dark as it is looked at. */
const INK: PictureInk = {
  page: 'var(--page)',
  ink: 'var(--ink)',
  pale: 'var(--ink-3)',
  grid: 'var(--grid)',
};
const [TRAIN, VALIDATION] = ['var(--data-1)', 'var(--data-2)'];
/** Pixels of a plot that is looked at in a page as wide as this. */
const COLUMNS = 860;

const percentTick = (value: number, ticks: readonly number[]): string =>
  `${tickText(
    value * 100,
    ticks.map((tick) => tick * 100),
  )}%`;

type Drawn = Pick<ChartPicture, 'subject' | 'yName' | 'lines' | 'legend' | 'dots' | 'range' | 'tickText'>;

/** The curves of a run by epochs, as its page draws them: as much of it as was recorded. */
function drawnCharts({ run, series, norms }: ReportFacts, view: View): Drawn[] {
  const { epochs, target, best, spec } = run;
  const steps = series.end;
  const window = WINDOWS[defaultWindow(steps)] ?? 1;
  const smoothed = window > 1 ? ` (mean of ${counted(window, 'step')})` : '';
  const train = { text: `train${smoothed}`, colour: TRAIN };
  const validation = { text: 'validation', colour: VALIDATION };
  const lone = (
    points: readonly Point[],
    rest: Omit<Drawn, 'lines' | 'legend' | 'dots' | 'range'>,
  ): Drawn[] =>
    points.length < 2
      ? []
      : [
          {
            ...rest,
            lines: [{ points, colour: 'var(--ink-2)', width: 1.5 }],
            legend: [],
            dots: [],
            range: fromZero(points),
          },
        ];
  const twoLines = (raw: readonly Point[], smooth: readonly Point[], its: readonly Point[]) => [
    { points: raw, colour: TRAIN, width: 1, opacity: 0.28 },
    { points: smooth, colour: TRAIN, width: 1.75 },
    { points: its, colour: VALIDATION, width: 2, hasDots: true },
  ];
  /** What was validated within an epoch, as where a run ended, stands there. */
  const byEpoch = (value: (row: EpochRow) => number | null) =>
    epochLine(series, epochs, value, 'epoch').map(({ x, y }) => ({ x: Math.min(x, view.right), y }));
  const bestDot = (value: number | null, text: string) =>
    best === null || value === null
      ? []
      : [{ x: Math.min(best.epoch, view.right), y: value, colour: VALIDATION, label: text }];

  const [raw, smooth] = [rawLine(series, 'loss', view), smoothLine(series, 'loss', window, view)];
  const itsLoss = byEpoch((row) => row.valLoss);
  const measure = mainMeasure(target);
  const { label } = measuresOf(target)[0]!;
  const hasTrain = target.type === 'classes';
  const measured = byEpoch((row) => row[measure]);
  const rawMeasure = hasTrain ? rawLine(series, 'accuracy', view) : [];
  const smoothMeasure = hasTrain ? smoothLine(series, 'accuracy', window, view) : [];
  const gradients = [...norms.epoch].flatMap((x, at) => {
    const y = norms.gradientNorm[at]!;
    return Number.isFinite(y) ? [{ x, y }] : [];
  });
  const hasValidation = itsLoss.length > 0;
  return [
    {
      subject: 'loss',
      yName: 'Loss',
      lines: twoLines(raw, smooth, itsLoss),
      legend: hasValidation ? [train, validation] : [train],
      dots: bestDot(best?.valLoss ?? null, `best epoch ${lossText(best?.valLoss)}`),
      range: lossRange(raw, smooth, itsLoss),
      tickText,
    },
    ...(measured.length + smoothMeasure.length < 2
      ? []
      : [
          {
            subject: hasTrain ? label.toLowerCase() : label,
            yName: label,
            lines: twoLines(rawMeasure, smoothMeasure, measured),
            legend: [...(hasTrain ? [train] : []), ...(hasValidation ? [validation] : [])],
            dots: bestDot(best?.[measure] ?? null, `best epoch ${measureText(measure, best?.[measure])}`),
            range: hasTrain ? accuracyRange(smoothMeasure, measured) : measureRange(measured, 1),
            tickText: hasTrain ? percentTick : tickText,
          },
        ]),
    ...lone(rawLine(series, 'learningRate', view), {
      subject: 'learning rate',
      yName: 'Learning rate',
      tickText: (value) => setting(Number(value.toPrecision(3))),
    }),
    ...lone(throughputLine(series, spec.batchSize, view), {
      subject: 'throughput',
      yName: 'Samples a second',
      tickText,
    }),
    ...lone(gradients, { subject: 'length of the gradient', yName: 'Length of the gradient', tickText }),
  ];
}

/** Pixels of the charts with two lines, and of those with one, two of which stand side by side. */
const [LARGE, SMALL] = [
  [960, 380],
  [470, 260],
] as const;

/** The charts as figures; none where nothing was recorded. */
export function reportCharts(facts: ReportFacts): Html[] {
  const { run, series } = facts;
  if (series.rows < 2) return [];
  const epoch = series.column('epoch');
  const left = run.spec.start?.mode === 'continue' ? Math.floor(epoch[0]!) : 0;
  const right = epoch[series.rows - 1]!;
  const figures = drawnCharts(facts, { kind: 'epoch', left, right, columns: COLUMNS }).map((drawn, at) => {
    const isLarge = drawn.legend.length > 0;
    const xTicks = wholeTicks(left, right, isLarge ? 10 : 4);
    const picture: ChartPicture = {
      ...drawn,
      title: '',
      id: `plot-${at}`,
      size: isLarge ? LARGE : SMALL,
      xName: 'Epoch',
      left,
      right,
      isLog: false,
      xTicks,
      xTickText: (value) => tickText(value, xTicks),
    };
    const svg = chartSvg(picture, INK).replace('<svg ', '<svg role="img" ');
    return { isLarge, figure: html`<figure>${new Html(svg)}</figure>` };
  });
  const [large, small] = [true, false].map((wanted) =>
    figures.filter(({ isLarge }) => isLarge === wanted).map(({ figure }) => figure),
  );
  return [...large!, html`<div class="pair">${small!}</div>`];
}
