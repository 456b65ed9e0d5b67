import { PLOT_SHAPES } from '../../../charts/plot-shapes';

/** A little drawing of what a made-up dataset looks like: the paths of its classes, in a box of 72 by 48. */
export interface Drawing {
  /** one for each class, in the order of the data colours */
  paths: string[];
}

const [WIDTH, HEIGHT] = [72, 48];
type Dot = readonly [x: number, y: number];

/** Spread over 0 to 1 without chance, so that a drawing is always the same. */
const GOLDEN = 0.618_033_988_75;
const spread = (index: number) => (index * GOLDEN) % 1;

const along = (count: number, at: (share: number, jitter: number) => Dot): Dot[] =>
  Array.from({ length: count }, (_, index) => at((index + 0.5) / count, spread(index) - 0.5));

const ring = (radius: number, count: number): Dot[] =>
  along(count, (share, jitter) => {
    const reach = radius + jitter * 0.12;
    return [reach * Math.cos(2 * Math.PI * share), reach * Math.sin(2 * Math.PI * share)];
  });
const moon = (turn: 1 | -1): Dot[] =>
  along(22, (share, jitter) => {
    const reach = 1 + jitter * 0.2;
    const [x, y] = [reach * Math.cos(Math.PI * share), reach * Math.sin(Math.PI * share)];
    return turn === 1 ? [x - 0.5, y - 0.25] : [0.5 - x, 0.25 - y];
  });
const arm = (start: number, count: number): Dot[] =>
  along(count, (share, jitter) => {
    const angle = start + 1.6 * Math.PI * share;
    const reach = 0.12 + 0.88 * share + jitter * 0.06;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
const cloud = (x: number, y: number, count: number): Dot[] =>
  along(count, (share, jitter) => {
    const reach = 0.42 * Math.sqrt(share);
    const angle = 2 * Math.PI * (jitter + 0.5);
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  });
const quarters = (sign: 1 | -1): Dot[] =>
  [1, -1].flatMap((side) =>
    along(10, (share, jitter) => [side * (0.15 + 0.8 * share), sign * side * (0.5 + 0.75 * jitter)]),
  );
const wave = (): Dot[] =>
  along(32, (share, jitter) => [2 * share - 1, 0.75 * Math.sin(2 * Math.PI * share * 1.5) + jitter * 0.3]);

const third = (2 * Math.PI) / 3;
const SETS: Readonly<Record<string, readonly Dot[][]>> = {
  'two-moons': [moon(1), moon(-1)],
  circles: [ring(0.95, 30), ring(0.45, 16)],
  'two-spirals': [arm(0, 26), arm(Math.PI, 26)],
  'three-spirals': [arm(0, 18), arm(third, 18), arm(2 * third, 18)],
  blobs: [cloud(-0.55, 0.4, 16), cloud(0.6, 0.45, 16), cloud(0.05, -0.5, 16)],
  xor: [quarters(1), quarters(-1)],
  sine: [wave()],
};

/** undefined where there is nothing that so small a drawing could show */
export function catalogDrawing(id: string): Drawing | undefined {
  const classes = SETS[id];
  if (!classes) return undefined;
  const reach = Math.max(
    ...classes.flat().map(([x, y]) => Math.max(Math.abs(x) * (HEIGHT / WIDTH), Math.abs(y))),
  );
  const scale = (HEIGHT / 2 - 4) / Math.max(reach, 0.5);
  const paths = classes.map((dots, index) =>
    dots.map(([x, y]) => PLOT_SHAPES[index]!(WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale, 1.7)).join(''),
  );
  return { paths };
}
