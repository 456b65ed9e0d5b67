import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dottedPoints } from '@shared/charts/dots';
import { offScale } from '@shared/charts/off-scale';
import { loss } from '@shared/format/numbers';
import { shortSpan } from '@shared/format/times';

const line = (count: number) => Array.from({ length: count }, (_, x) => ({ x, y: x % 3 }));

it('dots stand at each point while there is room for them, and then at none', () => {
  expect(dottedPoints(line(100), 7)).toHaveLength(100);
  expect(dottedPoints(line(100), 6.9)).toHaveLength(0);
  expect(dottedPoints(line(1), 0.01)).toHaveLength(1);
});

it('a point that no line leads to keeps its dot, however near others are', () => {
  const gap = { x: 1, y: Number.NaN };
  const points = [{ x: 0, y: 1 }, gap, { x: 2, y: 1 }, { ...gap, x: 3 }, { x: 4, y: 1 }, { x: 5, y: 1 }];
  expect(dottedPoints(points, 1).map(({ x }) => x)).toEqual([0, 2]);
});

it('property: what a scale leaves out is the highest above it and the lowest below it', () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.oneof(value, fc.constant(Number.NaN)), { maxLength: 30 }), (values) => {
      const { above, below } = offScale(
        values.map((y, x) => ({ x, y })),
        { min: -1, max: 1 },
      );
      const known = values.filter((one) => !Number.isNaN(one));
      const [most, least] = [Math.max(-Infinity, ...known), Math.min(Infinity, ...known)];
      expect(above?.y).toBe(most > 1.04 ? most : undefined);
      expect(below?.y).toBe(least < -1.04 ? least : undefined);
    }),
  );
});

it.each([
  [0, '0.0000'],
  [0.0010004, '0.0010'],
  [0.00099951, '1.00e−3'],
  [0.0000312, '3.12e−5'],
  [-0.0000312, '-3.12e−5'],
  [12.5, '12.5000'],
  [54_321, '5.43e4'],
])('a loss of %d is written %s', (value, text) => {
  expect(loss(value)).toBe(text);
});

it.each([
  [0, '0.00 s'],
  [0.00042, '0.4 ms'],
  [0.006, '6.0 ms'],
  [0.042, '42 ms'],
  [0.0082, '8.2 ms'],
  [0.0995, '0.10 s'],
  [0.41, '0.41 s'],
  [23.94, '23.9 s'],
])('a span of %d seconds is written %s', (seconds, text) => {
  expect(shortSpan(seconds)).toBe(text);
});
