import type { Chart, Plugin } from 'chart.js';

export interface EndLabel {
  text: string;
  /** the value at which it stands */
  y: number;
  colour: string;
  /** what tells its line apart, before the text */
  swatch?: { colour: string; shape: 'circle' | 'square' | 'triangle' };
}

export interface HoverDot {
  x: number;
  y: number;
  colour: string;
  isDiamond?: boolean;
  /** beside it; it has to be seen without being pointed at */
  label?: string;
}

export const NOTHING_OUTSIDE: Overlay['offScale'] = { above: '', below: '' };

/** What is drawn over the lines, and changes more often than they do. */
export interface Overlay {
  /** the shared crosshair */
  hover: number | undefined;
  dots: readonly HoverDot[];
  /** where a live run is now */
  now: number | undefined;
  /** the end of the lines, beside which their labels stand */
  end: { x: number; dotColour: string; y: number } | undefined;
  labels: readonly EndLabel[];
  /** what lies above the scale and below it, in words */
  offScale: { above: string; below: string };
}

interface Ink {
  page: string;
  ink: string;
  pale: string;
  font: string;
}

const LABEL_HEIGHT = 15;

function verticalLine(chart: Chart, x: number, colour: string, dash: number[]) {
  const { ctx, chartArea } = chart;
  const at = Math.round(chart.scales['x']!.getPixelForValue(x)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(at, chartArea.top);
  ctx.lineTo(at, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}

function dot(chart: Chart, { x, y, colour, isDiamond }: HoverDot, page: string) {
  const { ctx, scales, chartArea } = chart;
  const [left, top] = [scales['x']!.getPixelForValue(x), scales['y']!.getPixelForValue(y)];
  if (top < chartArea.top - 4 || top > chartArea.bottom + 4) return;
  if (left < chartArea.left - 4 || left > chartArea.right + 4) return;
  ctx.save();
  ctx.beginPath();
  if (isDiamond) {
    ctx.moveTo(left, top - 5.5);
    ctx.lineTo(left + 5.5, top);
    ctx.lineTo(left, top + 5.5);
    ctx.lineTo(left - 5.5, top);
    ctx.closePath();
  } else ctx.arc(left, top, 3.5, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.strokeStyle = page;
  ctx.lineWidth = 1.5;
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

function swatch({ ctx }: Chart, x: number, y: number, { colour, shape }: NonNullable<EndLabel['swatch']>) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  if (shape === 'circle') ctx.arc(x, y, 4, 0, 2 * Math.PI);
  else if (shape === 'square') ctx.rect(x - 3.8, y - 3.8, 7.6, 7.6);
  else {
    ctx.moveTo(x, y - 4.2);
    ctx.lineTo(x + 4.6, y + 4);
    ctx.lineTo(x - 4.6, y + 4);
  }
  ctx.fill();
}

/** A dot's label stands under it, and over it where there is no room; within the plot in any case. */
function dotLabel(chart: Chart, { x, y, label = '' }: HoverDot, { font, ink, page }: Ink) {
  const { ctx, scales, chartArea } = chart;
  const [at, top] = [scales['x']!.getPixelForValue(x), scales['y']!.getPixelForValue(y)];
  if (label === '' || at < chartArea.left - 4 || at > chartArea.right + 4) return;
  if (top < chartArea.top - 4 || top > chartArea.bottom + 4) return;
  ctx.save();
  ctx.font = `500 ${font}`;
  const half = ctx.measureText(label).width / 2;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  // A line that falls to its best has its free side below, but the axis may be too near.
  const down = top + LABEL_HEIGHT < chartArea.bottom - 4 ? top + LABEL_HEIGHT : top - LABEL_HEIGHT;
  const middle = Math.min(chartArea.right - half, Math.max(chartArea.left + half + 2, at));
  ctx.lineWidth = 3;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = page;
  ctx.strokeText(label, middle, down);
  ctx.fillStyle = ink;
  ctx.fillText(label, middle, down);
  ctx.restore();
}

/** Labels at the lines' ends, moved apart where they would touch. */
function endLabels(chart: Chart, labels: readonly EndLabel[], x: number, font: string) {
  const { ctx, scales, chartArea } = chart;
  const placed = labels
    .map((label) => ({ ...label, top: scales['y']!.getPixelForValue(label.y) }))
    .sort((a, b) => a.top - b.top);
  let free = chartArea.top + 4;
  for (const label of placed) {
    label.top = Math.max(label.top, free);
    free = label.top + LABEL_HEIGHT;
  }
  let below = chartArea.bottom - 7;
  for (const label of placed.toReversed()) {
    label.top = Math.min(label.top, below);
    below = label.top - LABEL_HEIGHT;
  }
  ctx.save();
  ctx.font = font;
  ctx.textBaseline = 'middle';
  const left = scales['x']!.getPixelForValue(x) + 12;
  for (const { text, top, colour, swatch: its } of placed) {
    if (its) swatch(chart, left + 4, top, its);
    ctx.fillStyle = colour;
    ctx.fillText(text, its ? left + 14 : left, top);
  }
  ctx.restore();
}

/** What the scale leaves out, at the edge behind which it lies. */
function outside(
  { ctx, chartArea }: Chart,
  words: Overlay['offScale'],
  ink: Pick<Ink, 'ink' | 'page' | 'font'>,
) {
  ctx.save();
  ctx.font = ink.font;
  ctx.fillStyle = ink.ink;
  ctx.strokeStyle = ink.page;
  ctx.lineWidth = 3;
  ctx.lineJoin = 'round';
  for (const [text, baseline, top] of [
    [words.above && `↑ ${words.above}`, 'top', chartArea.top + 1],
    [words.below && `↓ ${words.below}`, 'bottom', chartArea.bottom - 2],
  ] as const) {
    if (text === '') continue;
    ctx.textBaseline = baseline;
    ctx.strokeText(text, chartArea.left + 26, top);
    ctx.fillText(text, chartArea.left + 26, top);
  }
  ctx.restore();
}

/** Draws the overlay; `overlay` and `ink` are asked at each drawing, so that the chart need not be rebuilt. */
export const overlayPlugin = (overlay: () => Overlay, ink: () => Ink): Plugin<'line'> => ({
  id: 'overlay',
  afterDatasetsDraw(chart) {
    const [its, { page, pale, ink: line, font }] = [overlay(), ink()];
    if (its.now !== undefined) verticalLine(chart, its.now, pale, [1, 3]);
    if (its.hover !== undefined) verticalLine(chart, its.hover, line, []);
    if (its.end) {
      dot(chart, { x: its.end.x, y: its.end.y, colour: its.end.dotColour }, page);
      // An epoch's result can be here before the steps that led to it.
      const last = Math.max(its.end.x, ...its.dots.map(({ x }) => x));
      endLabels(chart, its.labels, last, `500 ${font}`);
    } else if (its.labels.length > 0) {
      // Several lines end in different places: their labels stand beside the plot.
      endLabels(chart, its.labels, chart.scales['x']!.max, `500 ${font}`);
    }
    for (const one of its.dots) dot(chart, one, page);
    for (const one of its.dots) {
      // The best that is the last has its value at the end of its line already.
      if (!its.labels.some(({ y }) => y === one.y)) dotLabel(chart, one, { page, pale, ink: line, font });
    }
    outside(chart, its.offScale, { ink: pale, page, font });
  },
});
