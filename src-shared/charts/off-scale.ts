import type { Point } from '../series/decimate';
import type { Range } from './ranges';

/** Of a scale's height: what lies so little outside is still seen. */
const EDGE = 0.02;

/** The highest point above a scale and the lowest below it, which it leaves out. */
export function offScale(
  points: readonly Point[],
  { min, max }: Pick<Range, 'min' | 'max'>,
): { above: Point | undefined; below: Point | undefined } {
  const edge = (max - min) * EDGE;
  let above: Point | undefined;
  let below: Point | undefined;
  for (const point of points) {
    if (point.y > (above?.y ?? max + edge)) above = point;
    if (point.y < (below?.y ?? min - edge)) below = point;
  }
  return { above, below };
}
