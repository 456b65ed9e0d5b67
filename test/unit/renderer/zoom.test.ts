import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panned, within, zoomed } from '../../../src-renderer/charts/zoom';

const all = { left: 0, right: 100 };
const extent = fc
  .tuple(fc.double({ min: 0, max: 99, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }))
  .map(([left, share]) => ({ left, right: left + (100 - left) * share }));

describe('zoom', () => {
  it('keeps the point under the pointer where it is, while that can be', () => {
    expect(zoomed({ left: 20, right: 60 }, 2, 30, all)).toEqual({ left: 25, right: 45 });
    expect(zoomed({ left: 20, right: 60 }, 0.1, 30, all)).toEqual(all);
  });

  it('moves by a share of what is shown, and stops at the ends', () => {
    expect(panned({ left: 20, right: 60 }, 0.25, all)).toEqual({ left: 30, right: 70 });
    expect(panned({ left: 20, right: 60 }, -5, all)).toEqual({ left: 0, right: 40 });
  });

  it('never shows what is not there, nor nothing', () => {
    fc.assert(
      fc.property(
        extent,
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (from, factor, share) => {
          const at = (from.left + from.right) / 2;
          for (const to of [zoomed(from, factor, at, all), panned(from, share, all), within(from, all)]) {
            expect(to.left).toBeGreaterThanOrEqual(0);
            expect(to.right).toBeLessThanOrEqual(100 + 1e-9);
            expect(to.right).toBeGreaterThan(to.left);
          }
        },
      ),
    );
  });
});
