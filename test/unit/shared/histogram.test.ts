import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { innerRange } from '@shared/metrics/histogram';

describe('innerRange', () => {
  it('leaves no more than the share on each side, and the rest no room that is empty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0, 0.002, 0.1),
        (counts, tail) => {
          const its = innerRange({ min: 0, max: counts.length, counts }, tail);
          const [left, right] = [Math.round(its.min), Math.round(its.max)];
          const sum = (part: readonly number[]) => part.reduce((all, count) => all + count, 0);
          expect(right).toBeGreaterThan(left);
          expect(sum(counts.slice(0, left))).toBeLessThanOrEqual(tail * sum(counts));
          expect(sum(counts.slice(right))).toBeLessThanOrEqual(tail * sum(counts));
        },
      ),
    );
  });

  it('leaves out what is far from all else', () => {
    const counts = [1, 0, 0, 0, 500, 600, 0, 0, 0, 1];
    expect(innerRange({ min: -5, max: 5, counts }, 0.002)).toEqual({ min: -1, max: 1 });
  });
});
