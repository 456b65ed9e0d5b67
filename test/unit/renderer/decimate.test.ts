import * as fc from 'fast-check';
import { decimate, decimateInView, rowsAround } from '@shared/series/decimate';
import { describe, expect, it } from 'vitest';

const values = fc.array(fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 }), {
  minLength: 1,
  maxLength: 600,
});
const steps = (count: number) => Float64Array.from({ length: count }, (_, index) => index);
const columnOf = (x: number, right: number, columns: number) =>
  Math.min(columns - 1, Math.floor((x * columns) / right));

describe('decimate', () => {
  it('keeps the lowest, highest, first and last value of each column', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 80 }), (y, columns) => {
        const x = steps(y.length);
        const right = Math.max(1, y.length - 1);
        const points = decimate({ x, y, from: 0, to: y.length }, 0, right, columns);
        for (let column = 0; column < columns; column++) {
          const all = y.filter((_, row) => columnOf(x[row]!, right, columns) === column);
          const kept = points
            .filter((point) => columnOf(point.x, right, columns) === column)
            .map(({ y }) => y);
          if (all.length === 0) expect(kept).toEqual([]);
          else {
            expect(Math.min(...kept)).toBe(Math.min(...all));
            expect(Math.max(...kept)).toBe(Math.max(...all));
            expect(kept[0]).toBe(all[0]);
            expect(kept.at(-1)).toBe(all.at(-1));
          }
        }
      }),
    );
  });

  it('gives at most four points a column, in order', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 80 }), (y, columns) => {
        const points = decimate({ x: steps(y.length), y, from: 0, to: y.length }, 0, y.length, columns);
        expect(points.length).toBeLessThanOrEqual(4 * columns);
        expect(points.every((point, index) => index === 0 || point.x > points[index - 1]!.x)).toBe(true);
      }),
    );
  });

  it('leaves out what is not finite and what lies outside', () => {
    const y = [1, Number.NaN, 3, Number.POSITIVE_INFINITY, 5];
    expect(decimate({ x: steps(5), y, from: 0, to: 5 }, 1, 4, 10)).toEqual([
      { x: 2, y: 3 },
      { x: 4, y: 5 },
    ]);
  });

  it('never loses a spike among many rows', () => {
    const y = Float64Array.from({ length: 100_000 }, (_, row) => (row === 54_321 ? 9 : 0.1));
    const points = decimate({ x: steps(y.length), y, from: 0, to: y.length }, 0, y.length, 800);
    expect(points).toContainEqual({ x: 54_321, y: 9 });
  });
});

describe('a part of a series', () => {
  const x = [0, 10, 20, 30];
  const y = [5, 6, 7, 8];
  const part = (left: number, right: number) =>
    decimateInView({ x, y, ...rowsAround(x, left, right) }, left, right, 100).map((point) => point.x);

  it('is drawn to the edges, also where nothing was measured within it', () => {
    expect(part(12, 18)).toEqual([10, 20]);
    expect(part(8, 22)).toEqual([0, 10, 20, 30]);
    expect(part(10, 20)).toEqual([0, 10, 20]);
  });

  it('has nothing beside it at the ends', () => {
    expect(part(0, 30)).toEqual([0, 10, 20, 30]);
    expect(part(25, 90)).toEqual([20, 30]);
    expect(part(31, 40)).toEqual([30]);
    expect(decimateInView({ x: [], y: [], ...rowsAround([], 0, 1) }, 0, 1, 100)).toEqual([]);
  });
});
