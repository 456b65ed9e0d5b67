import { likelihoodOf, type Judged } from '@shared/evaluation/judged';
import { classCurves, type ClassCurves, type Curve } from '@shared/metrics/curves';

export interface NamedCurves {
  index: number;
  name: string;
  samples: number;
  /** undefined where all samples are of the class, or none */
  curves: ClassCurves | undefined;
}

/** More points than a plot has pixels across are of no use. */
const MOST_POINTS = 400;

/** Each class against all others; a class at a time, since sorting takes a while where there are many. */
export function* curvesOf(judged: Judged, names: readonly string[]): Generator<undefined, NamedCurves[]> {
  const all: NamedCurves[] = [];
  for (let index = 0; index < judged.classes; index++) {
    const scores = Float64Array.from(judged.places, (_, at) => likelihoodOf(judged, at, index));
    const isOfIt = (at: number) => judged.truth[at] === index;
    const samples = judged.truth.reduce((count, label) => count + (label === index ? 1 : 0), 0);
    all.push({ index, name: names[index] ?? String(index), samples, curves: classCurves(scores, isOfIt) });
    yield undefined;
  }
  return all;
}

/** An SVG path through a curve, of points that are apart from each other. */
export function curvePath({ x, y }: Curve, toX: (x: number) => number, toY: (y: number) => number): string {
  const least = 1 / MOST_POINTS;
  let path = '';
  let [lastX, lastY] = [NaN, NaN];
  for (let at = 0; at < x.length; at++) {
    const isEnd = at === 0 || at === x.length - 1;
    if (!isEnd && Math.abs(x[at]! - lastX) < least && Math.abs(y[at]! - lastY) < least) continue;
    [lastX, lastY] = [x[at]!, y[at]!];
    path += `${path ? 'L' : 'M'}${toX(lastX).toFixed(1)} ${toY(lastY).toFixed(1)}`;
  }
  return path;
}
