import { describe, expect, it } from 'vitest';
import { parallelAxis, type AxisValue } from '../../../../src-renderer/pages/compare/parallel/axis';
import {
  drawnRange,
  linePath,
  nextStop,
  placesWithin,
  stopsOf,
  withEnd,
} from '../../../../src-renderer/pages/compare/parallel/brush';

const axis = (values: AxisValue[], canBeLog = true) =>
  parallelAxis({ key: 'k', label: 'K', values, text: String, canBeLog });

describe('an axis', () => {
  it('is of powers where positive numbers lie far apart, and of sums where not', () => {
    const rates = axis([0.1, 0.001, 0.01]);
    expect(rates.kind).toBe('log');
    expect(rates.positions[0]).toBe(1);
    expect(rates.positions[1]).toBe(0);
    expect(rates.positions[2]).toBeCloseTo(0.5);
    expect(axis([0, 0.5, 0.25])).toMatchObject({ kind: 'linear', positions: [0, 1, 0.5] });
    expect(axis([0.1, 0.9], false).kind).toBe('linear');
  });

  it('of words keeps them in order, evenly', () => {
    const names = axis(['sgd', 'adam', 'lion', 'adam']);
    expect(names).toMatchObject({ kind: 'category', positions: [1, 0, 0.5, 0] });
    expect(names.ticks.map(({ text }) => text)).toEqual(['adam', 'lion', 'sgd']);
  });

  it('puts runs that have none of it at the foot, below the least', () => {
    const rates = axis([undefined, 0.2, 0.4, Number.NaN]);
    expect(rates.positions[0]).toBe(0);
    expect(rates.positions[3]).toBe(0);
    expect(rates.positions[1]).toBeGreaterThan(0.1);
    expect(rates.positions[2]).toBe(1);
    expect(rates.ticks[0]).toEqual({ at: 0, text: 'none' });
  });

  it('has a place for one value, none, and words mixed with numbers', () => {
    expect(axis([5, 5])).toMatchObject({ positions: [0.5, 0.5], ticks: [{ at: 0.5, text: '5' }] });
    expect(axis([undefined, undefined]).positions).toEqual([0, 0]);
    expect(axis([1, 'auto']).kind).toBe('category');
  });

  it('writes ticks that do not touch', () => {
    const many = axis(Array.from({ length: 40 }, (_, place) => place / 3));
    const ats = many.ticks.map(({ at }) => at);
    expect(ats.length).toBeGreaterThan(3);
    for (const [place, at] of ats.slice(1).entries()) expect(at - ats[place]!).toBeGreaterThan(0.07);
  });
});

describe('a brush', () => {
  const axes = [
    { ...axis([1, 2, 3, 4]), key: 'a' },
    { ...axis(['x', 'y', 'x', 'y']), key: 'b' },
  ];

  it('leaves the runs that lie in every range', () => {
    const within = (...ranges: [string, number, number][]) => [
      ...placesWithin(axes, new Map(ranges.map(([key, low, high]) => [key, { low, high }])), 4),
    ];
    expect(within()).toEqual([0, 1, 2, 3]);
    expect(within(['a', 0.5, 1])).toEqual([2, 3]);
    expect(within(['a', 0.5, 1], ['b', 0, 0.4])).toEqual([2]);
    expect(within(['a', 1 / 3, 2 / 3])).toEqual([1, 2]);
  });

  it('moves by keys so that each press takes in or leaves out runs', () => {
    const stops = stopsOf({ positions: [0, 1, 0.5, 0.5] });
    expect(stops).toEqual([0, 0.25, 0.75, 1]);
    expect(nextStop(stops, 0, 1)).toBe(0.25);
    expect(nextStop(stops, 1, -1)).toBe(0.75);
    expect(nextStop(stops, 1, 1)).toBe(1);
  });

  it('has ends that do not pass each other, and is none when it is all of the axis', () => {
    expect(withEnd(undefined, 'low', 0.25)).toEqual({ low: 0.25, high: 1 });
    expect(withEnd({ low: 0.25, high: 0.5 }, 'low', 0.75)).toEqual({ low: 0.5, high: 0.5 });
    expect(withEnd({ low: 0.25, high: 1 }, 'low', 0)).toBeUndefined();
  });

  it('is drawn in either direction, and not by a click', () => {
    expect(drawnRange(0.8, 0.2)).toEqual({ low: 0.2, high: 0.8 });
    expect(drawnRange(0.5, 1.4)).toEqual({ low: 0.5, high: 1 });
    expect(drawnRange(0.5, 0.505)).toBeUndefined();
  });

  it('has lines that are level at each axis', () => {
    expect(
      linePath([
        { x: 0, y: 10 },
        { x: 100, y: 20 },
      ]),
    ).toBe('M0.0 10.0C50.0 10.0 50.0 20.0 100.0 20.0');
  });
});
