import { expect, it } from 'vitest';
import { normalQuantile } from '../../../../src-shared/random/normal-quantile';

it.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.025, -1.959963984540054],
  [0.84134474606854293, 1],
  [0.9986501019683699, 3],
  [1e-5, -4.264890793922825],
])('%d of a normal distribution lies below %d', (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-8);
});
