import { likelihoods, predictedClass } from '@shared/metrics/likelihoods';
import { expect, it } from 'vitest';

it('is a softmax that does not overflow, or the logistic function of each output', () => {
  const [first, second] = likelihoods('softmax-cross-entropy', [1000, 1000 + Math.log(3)]);
  expect(first).toBeCloseTo(0.25, 9);
  expect(second).toBeCloseTo(0.75, 9);
  expect(likelihoods('binary-cross-entropy', [0, Math.log(3)])[1]).toBeCloseTo(0.75, 9);
  expect(likelihoods('mean-squared-error', [-0.2, 0.4, 1.3])).toEqual([0, 0.4, 1]);
});

it('the predicted class is that of the highest output, the first of equal ones, whatever likelihoods are cut off', () => {
  expect(predictedClass([1.05, 0, 1.4])).toBe(2);
  expect(predictedClass([-0.3, -0.01, -0.2])).toBe(1);
  expect(predictedClass([2, 3, 3])).toBe(1);
  expect(predictedClass([Number.NaN, 3])).toBe(0);
});
