import type { Point } from '../series/decimate';

/** In pixels. Nearer to each other, dots melt into a band that hides what lies below. */
const APART = 7;

/**
 * The points of a line that get a dot: all of them where there is room; else those that no line leads to or from.
 *
 * @param scale pixels for each unit of x
 */
export function dottedPoints(points: readonly Point[], scale: number): readonly Point[] {
  if (points.length < 2) return points;
  const apart = ((points.at(-1)!.x - points[0]!.x) * scale) / (points.length - 1);
  if (apart >= APART) return points;
  const isGap = (place: number) => !Number.isFinite(points[place]?.y ?? Number.NaN);
  return points.filter((_, place) => isGap(place - 1) && isGap(place + 1));
}
