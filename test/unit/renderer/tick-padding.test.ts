import { expect, it } from 'vitest';
import { AXIS_WIDTH, tickPadding } from '../../../src-renderer/charts/tick-padding';

it('labels of an axis are held whole by its gutter, wide ones nearer to the plot', () => {
  expect(tickPadding([18, 24])).toBe(8);
  // "500MB" in the window's font
  for (const width of [33, 36.6, 37.5, 38.7])
    expect(tickPadding([18, width]) + width).toBeLessThanOrEqual(AXIS_WIDTH);
  expect(tickPadding([60])).toBe(1);
  expect(tickPadding([])).toBe(8);
});
