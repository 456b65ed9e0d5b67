/** A mark about a point, as a piece of an SVG path. Classes differ by it too, never by colour alone. */
export type PlotShape = (x: number, y: number, radius: number) => string;

const n = (value: number) => value.toFixed(1);

const circle: PlotShape = (x, y, r) =>
  `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`;
const square: PlotShape = (x, y, r) => `M${n(x - r)} ${n(y - r)}h${n(2 * r)}v${n(2 * r)}h${n(-2 * r)}z`;
const triangle: PlotShape = (x, y, r) =>
  `M${n(x)} ${n(y - 1.3 * r)}L${n(x + 1.2 * r)} ${n(y + 0.9 * r)}H${n(x - 1.2 * r)}z`;
const diamond: PlotShape = (x, y, r) =>
  `M${n(x)} ${n(y - 1.4 * r)}L${n(x + 1.4 * r)} ${n(y)}L${n(x)} ${n(y + 1.4 * r)}L${n(x - 1.4 * r)} ${n(y)}z`;
const plus: PlotShape = (x, y, r) => {
  const [arm, half] = [1.4 * r, 0.5 * r];
  const side = arm - half;
  return `M${n(x - half)} ${n(y - arm)}h${n(2 * half)}v${n(side)}h${n(side)}v${n(2 * half)}h${n(-side)}v${n(side)}h${n(-2 * half)}v${n(-side)}h${n(-side)}v${n(-2 * half)}h${n(side)}z`;
};
const downward: PlotShape = (x, y, r) =>
  `M${n(x)} ${n(y + 1.3 * r)}L${n(x + 1.2 * r)} ${n(y - 0.9 * r)}H${n(x - 1.2 * r)}z`;

export const PLOT_SHAPES: readonly PlotShape[] = [circle, triangle, square, diamond, plus, downward];

const COLOURS = 8;

/** The look of the class or series of this number: eight colours, six shapes, so that few are ever alike. */
export const plotLook = (index: number): { colour: string; shape: PlotShape } => ({
  colour: `var(--data-${(index % COLOURS) + 1})`,
  shape: PLOT_SHAPES[index % PLOT_SHAPES.length]!,
});
