import { likelihoods } from '@shared/metrics/likelihoods';
import { expect, it } from 'vitest';

it('is a softmax that does not overflow, or the logistic function of each output', () => {
  const [first, second] = likelihoods('softmax-cross-entropy', [1000, 1000 + Math.log(3)]);
  expect(first).toBeCloseTo(0.25, 9);
  expect(second).toBeCloseTo(0.75, 9);
  expect(likelihoods('binary-cross-entropy', [0, Math.log(3)])[1]).toBeCloseTo(0.75, 9);
  expect(likelihoods('mean-squared-error', [-0.2, 0.4, 1.3])).toEqual([0, 0.4, 1]);
});
