import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regressionMetrics } from '@shared/metrics/regression';

const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('R² of a value that is always the same', () => {
  it('is 0 where it is missed, and 1 where it is met', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 200 }), (same, count) => {
        const truth = new Float64Array(count).fill(same);
        expect(regressionMetrics(truth, truth).r2).toBe(1);
        expect(
          regressionMetrics(
            truth,
            truth.map((its) => its + 1),
          ).r2,
        ).toBe(0);
      }),
    );
    for (const [same, count] of [
      [0.7, 7],
      [5.3, 10],
      [0.1, 100],
    ] as const) {
      const truth = new Float64Array(count).fill(same);
      expect(
        regressionMetrics(
          truth,
          truth.map((its) => its + 0.1),
        ).r2,
        `${same} × ${count}`,
      ).toBe(0);
    }
  });
});

it('R² of other values is the share of their variance that is explained', () => {
  const { r2 } = regressionMetrics([1001, 1002, 1003, 1006], [1002, 1002, 1003, 1004]);
  expect(r2).toBeCloseTo(1 - 5 / 14, 12);
});
