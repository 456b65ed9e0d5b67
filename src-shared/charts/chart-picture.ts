import type { Point } from '../series/decimate';
import { dottedPoints } from './dots';
import type { Range } from './ranges';

export interface PictureLine {
  points: readonly Point[];
  colour: string;
  width: number;
  opacity?: number;
  hasDots?: boolean;
}

/** A point that is pointed out. */
export interface PictureDot extends Point {
  colour: string;
  label?: string;
}

/** What a chart's picture shows beside its lines. */
export interface ChartPicture {
  /** whose curves they are; empty where what stands around the picture says it */
  title: string;
  /** tells it from the others on its page */
  id?: string;
  /** what is drawn, as the head of the chart says it */
  subject: string;
  xName: string;
  yName: string;
  lines: readonly PictureLine[];
  /** one entry for each line that is worth naming */
  legend: readonly { text: string; colour: string }[];
  dots: readonly PictureDot[];
  left: number;
  right: number;
  range: Range;
  isLog: boolean;
  /** in units of its own; `WIDTH` × `HEIGHT` when left out */
  size?: readonly [width: number, height: number];
  xTicks: readonly number[];
  xTickText: (value: number) => string;
  tickText: (value: number, ticks: readonly number[]) => string;
}

export interface PictureInk {
  page: string;
  ink: string;
  pale: string;
  grid: string;
}

/** In units of its own. */
export const [WIDTH, HEIGHT] = [960, 480] as const;
const FONT = "'Inter Variable', Inter, 'Helvetica Neue', Arial, sans-serif";

const escaped = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );
const n = (value: number) => String(Number(value.toFixed(2)));

/**
 * A chart as an SVG document: the very lines that are on the screen, as paths, with what a reader elsewhere needs to
 * know: whose they are, the axes' names and the legend.
 */
export function chartSvg(picture: ChartPicture, ink: PictureInk): string {
  const [width, height] = picture.size ?? [WIDTH, HEIGHT];
  const plot = {
    left: 72,
    top: picture.legend.length > 0 ? 76 : 52,
    right: width - 24,
    bottom: height - 56,
  };
  const { left, right, range, isLog, xTicks, xTickText, tickText, title, subject, id = 'plot' } = picture;
  const head =
    title === '' ? `${subject.charAt(0).toUpperCase()}${subject.slice(1)}` : `${title}: ${subject}`;
  const x = (value: number) =>
    plot.left + ((value - left) / Math.max(right - left, Number.MIN_VALUE)) * (plot.right - plot.left);
  const scaled = (value: number) => (isLog ? Math.log10(value) : value);
  const [low, high] = [scaled(range.min), scaled(range.max)];
  const y = (value: number) =>
    plot.bottom - ((scaled(value) - low) / (high - low || 1)) * (plot.bottom - plot.top);
  const text = (at: number, top: number, words: string, more = '') =>
    `<text x="${n(at)}" y="${n(top)}" ${more}>${escaped(words)}</text>`;
  const grid = range.ticks.map(
    (tick) =>
      `<path d="M${plot.left} ${n(y(tick))}H${plot.right}" stroke="${ink.grid}"/>` +
      text(plot.left - 8, y(tick) + 4, tickText(tick, range.ticks), `text-anchor="end" fill="${ink.pale}"`),
  );
  const marks = xTicks
    .filter((tick) => tick >= left && tick <= right)
    .map((tick) =>
      text(x(tick), plot.bottom + 20, xTickText(tick), `text-anchor="middle" fill="${ink.pale}"`),
    );
  const paths = picture.lines.map(({ points, colour, width, opacity = 1, hasDots }) => {
    const shown = points.filter((point) => !isLog || point.y > 0);
    const d = shown.map((point, at) => `${at === 0 ? 'M' : 'L'}${n(x(point.x))} ${n(y(point.y))}`).join('');
    const dots = hasDots
      ? dottedPoints(shown, x(1) - x(0)).map(
          (point) => `<circle cx="${n(x(point.x))}" cy="${n(y(point.y))}" r="2.5" fill="${colour}"/>`,
        )
      : [];
    return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}" stroke-linejoin="round"/>${dots.join('')}`;
  });
  const best = picture.dots
    .filter(({ x: at }) => at >= left && at <= right)
    .map((dot) => {
      const [cx, cy] = [x(dot.x), y(dot.y)];
      const diamond = `<path d="M${n(cx)} ${n(cy - 6)}l6 6-6 6-6-6z" fill="${dot.colour}" stroke="${ink.page}"/>`;
      const isLow = cy + 22 < plot.bottom;
      const edge = cx > plot.right - 50 ? 'end' : cx < plot.left + 50 ? 'start' : 'middle';
      return (
        diamond +
        text(cx, isLow ? cy + 20 : cy - 12, dot.label ?? '', `text-anchor="${edge}" fill="${ink.ink}"`)
      );
    });
  // Dots at the edge are whole; lines that go on beyond it, as when zoomed, are cut there.
  const goesOn = picture.lines.some(({ points }) =>
    points.some((point) => point.x < left || point.x > right),
  );
  const beside = goesOn ? 0 : 4;
  let free = plot.left;
  const legend = picture.legend.map(({ text: words, colour }) => {
    const at = free;
    free += 36 + words.length * 6.6;
    return `<path d="M${n(at)} 56h18" stroke="${colour}" stroke-width="2.5"/>${text(at + 24, 60, words, `fill="${ink.ink}"`)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="12">`,
    `<title>${escaped(head)}</title>`,
    `<rect width="${width}" height="${height}" fill="${ink.page}"/>`,
    `<clipPath id="${id}"><rect x="${plot.left - beside}" y="${plot.top - 4}" width="${plot.right - plot.left + 2 * beside}" height="${plot.bottom - plot.top + 8}"/></clipPath>`,
    text(plot.left, 32, head, `font-size="15" font-weight="600" fill="${ink.ink}"`),
    ...legend,
    ...grid,
    ...marks,
    text((plot.left + plot.right) / 2, height - 14, picture.xName, `text-anchor="middle" fill="${ink.pale}"`),
    `<text transform="translate(20 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle" fill="${ink.pale}">${escaped(picture.yName)}</text>`,
    `<g clip-path="url(#${id})">${paths.join('')}</g>`,
    ...best,
    '</svg>',
  ].join('\n');
}
