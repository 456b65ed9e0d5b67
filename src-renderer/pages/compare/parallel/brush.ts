import type { ParallelAxis } from './axis';

/** A chosen part of an axis, from 0 at its foot to 1. */
export interface AxisRange {
  low: number;
  high: number;
}
export type AxisRanges = ReadonlyMap<string, AxisRange>;

const NEAR = 1e-9;

export const isWithin = (position: number, range: AxisRange | undefined): boolean =>
  !range || (position >= range.low - NEAR && position <= range.high + NEAR);

/** Places of the runs that lie within every range. */
export function placesWithin(axes: readonly ParallelAxis[], ranges: AxisRanges, runs: number): Set<number> {
  const places = Array.from({ length: runs }, (_, place) => place);
  return new Set(
    places.filter((place) =>
      axes.every(({ key, positions }) => isWithin(positions[place]!, ranges.get(key))),
    ),
  );
}

/** Where the ends of a range can stop by keys: half-way between runs, so that each press takes in or leaves out some. */
export function stopsOf({ positions }: Pick<ParallelAxis, 'positions'>): number[] {
  const different = [...new Set(positions)].sort((a, b) => a - b);
  const between = different.slice(1).map((at, place) => (at + different[place]!) / 2);
  return [...new Set([0, ...between, 1])];
}

/** The next stop upwards or downwards of a position. */
export function nextStop(stops: readonly number[], at: number, direction: 1 | -1): number {
  const beyond = stops.filter((stop) => (direction > 0 ? stop > at + NEAR : stop < at - NEAR));
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? at;
}

/** Moves one end; it does not pass the other. All of an axis is no range. */
export function withEnd(
  range: AxisRange | undefined,
  end: 'low' | 'high',
  at: number,
): AxisRange | undefined {
  const { low, high } = range ?? { low: 0, high: 1 };
  const moved = end === 'low' ? { low: Math.min(at, high), high } : { low, high: Math.max(at, low) };
  return moved.low <= NEAR && moved.high >= 1 - NEAR ? undefined : moved;
}

/** What was drawn over with the pointer, from one place to another; undefined for a mere click. */
export function drawnRange(from: number, to: number): AxisRange | undefined {
  if (Math.abs(from - to) < 0.02) return undefined;
  const clamped = (at: number) => Math.min(1, Math.max(0, at));
  return { low: clamped(Math.min(from, to)), high: clamped(Math.max(from, to)) };
}

/** A smooth line through a run's places, level where it meets each axis. */
export function linePath(points: readonly { x: number; y: number }[]): string {
  const n = (value: number) => value.toFixed(1);
  return points
    .map(({ x, y }, place) => {
      const before = points[place - 1];
      if (!before) return `M${n(x)} ${n(y)}`;
      const middle = n((before.x + x) / 2);
      return `C${middle} ${n(before.y)} ${middle} ${n(y)} ${n(x)} ${n(y)}`;
    })
    .join('');
}
