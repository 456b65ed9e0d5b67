/** A stretch of the ribbon beside the line between two blocks, with the number of values that flow there. */
export interface Flow {
  top: number;
  bottom: number;
  values: number;
}

const CENTRE = 34;
const WIDEST = 64;
const MOST_PER_ROOT = 0.4;
const NARROWEST = 1.6;
const OVERHANG = 12;

/** Half of the ribbon's width for a count of values: as the square root, on one scale for a whole model. */
export type HalfWidth = (values: number) => number;

export function halfWidths(counts: readonly number[]): HalfWidth {
  const perRoot = Math.min(MOST_PER_ROOT, WIDEST / Math.sqrt(Math.max(1, ...counts)));
  return (values) => Math.max(NARROWEST, perRoot * Math.sqrt(values)) / 2;
}

const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** One side of the ribbon: straight beside the shapes, bending beside the blocks that change them. */
function side(stretches: readonly { x: number; from: number; to: number }[]): string {
  return stretches
    .map(({ x, from, to }, index) => {
      const before = stretches[index - 1];
      const straight = `L${at(x, to)}`;
      if (!before) return at(x, from) + straight;
      const middle = (before.to + from) / 2;
      return `C${at(before.x, middle)} ${at(x, middle)} ${at(x, from)}${straight}`;
    })
    .join('');
}

/** The outline of the ribbon along its flows, from top to bottom. */
export function ribbonPath(flows: readonly Flow[], half: HalfWidth): string {
  if (flows.length === 0) return '';
  const down = flows.map(({ top, bottom, values }) => ({ x: CENTRE - half(values), from: top, to: bottom }));
  const up = flows
    .toReversed()
    .map(({ top, bottom, values }) => ({ x: CENTRE + half(values), from: bottom, to: top }));
  return `M${side(down)}L${side(up)}Z`;
}

/** The wall before a layer that expects another size: what overhangs it, and the opening that it leaves. */
export function wall(
  y: number,
  arrives: number,
  expects: number,
  half: HalfWidth,
): { over: string; mouth: string } {
  const [outer, inner] = [half(arrives), half(expects)];
  const width = outer - inner;
  const overhang = (x: number) =>
    `M${at(x, y - OVERHANG)}h${width.toFixed(1)}v${OVERHANG}h${(-width).toFixed(1)}z`;
  const reach = Math.max(outer, inner) + 10;
  return {
    over: width > 0 ? overhang(CENTRE - outer) + overhang(CENTRE + inner) : '',
    mouth: `M${at(CENTRE - reach, y)}H${(CENTRE - inner).toFixed(1)}M${at(CENTRE + inner, y)}H${(CENTRE + reach).toFixed(1)}`,
  };
}
