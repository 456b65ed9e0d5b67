import type { Chart, Plugin, Scale } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import { dottedPoints } from '@shared/charts/dots';
import type { Point } from '@shared/series/decimate';

export interface Line {
  points: Point[];
  colour: string;
  width: number;
  opacity?: number;
  /** at each point, as long as there is room for them */
  hasDots?: boolean;
  /** of dots; circles when left out */
  dots?: 'circle' | 'rect' | 'triangle';
  dash?: readonly number[];
}

const DOT_RADIUS = 2.5;
/** What stands out of the plot at its upper and its lower edge, as half of a line does. */
const [ABOVE, BELOW] = [2, 4];

interface Scales {
  x: Scale;
  y: Scale;
}

/** A dot at the edge is not cut in half; a line that goes on beyond it, as when zoomed, is cut there. */
function clipTo({ ctx, chartArea }: Chart, points: readonly Point[], { x }: Scales): void {
  const left = points.length > 0 && points[0]!.x < x.min ? 0 : 4;
  const right = points.length > 0 && points.at(-1)!.x > x.max ? 0 : 4;
  ctx.beginPath();
  ctx.rect(
    chartArea.left - left,
    chartArea.top - ABOVE,
    chartArea.width + left + right,
    chartArea.height + ABOVE + BELOW,
  );
  ctx.clip();
}

function strokePath({ ctx }: Chart, points: readonly Point[], { x, y }: Scales): void {
  ctx.beginPath();
  let isBegun = false;
  for (const point of points) {
    const [left, top] = [x.getPixelForValue(point.x), y.getPixelForValue(point.y)];
    const isDrawn = Number.isFinite(left) && Number.isFinite(top);
    if (isDrawn && isBegun) ctx.lineTo(left, top);
    else if (isDrawn) ctx.moveTo(left, top);
    isBegun = isDrawn;
  }
  ctx.stroke();
}

function drawDots({ ctx, chartArea }: Chart, { points, dots = 'circle' }: Line, { x, y }: Scales): void {
  const look = { pointStyle: dots, radius: DOT_RADIUS, borderWidth: 0 };
  const scale = chartArea.width / Math.max(x.max - x.min, Number.MIN_VALUE);
  for (const point of dottedPoints(points, scale)) {
    const [left, top] = [x.getPixelForValue(point.x), y.getPixelForValue(point.y)];
    const isInside =
      left >= chartArea.left - DOT_RADIUS &&
      left <= chartArea.right + DOT_RADIUS &&
      top >= chartArea.top - DOT_RADIUS &&
      top <= chartArea.bottom + DOT_RADIUS;
    if (isInside) drawPoint(ctx, look, left, top);
  }
}

function drawLine(chart: Chart, line: Line, scales: Scales): void {
  const { ctx } = chart;
  ctx.save();
  clipTo(chart, line.points, scales);
  ctx.lineJoin = 'round';
  ctx.lineWidth = line.width;
  ctx.strokeStyle = line.colour;
  ctx.fillStyle = line.colour;
  ctx.globalAlpha = line.opacity ?? 1;
  ctx.setLineDash([...(line.dash ?? [])]);
  strokePath(chart, line.points, scales);
  if (line.hasDots) drawDots(chart, line, scales);
  ctx.restore();
}

/**
 * Draws the lines, the last one on top. Datasets of Chart.js would give each point an element of its own, at each change of
 * one of them: a live run's chart would spend most of its time on those.
 *
 * @param lines asked at each drawing, so that new points need no update of the chart
 */
export const linesPlugin = (lines: () => readonly Line[]): Plugin<'line'> => ({
  id: 'lines',
  beforeDatasetsDraw(chart) {
    const [x, y] = [chart.scales['x'], chart.scales['y']];
    if (x && y) for (const line of lines()) drawLine(chart, line, { x, y });
  },
});
