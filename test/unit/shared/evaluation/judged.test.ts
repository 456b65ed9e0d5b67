import { expect, it } from 'vitest';
import { byLikelihood, judge } from '@shared/evaluation/judged';

it('classes that are as likely are in the order of what the model gave out', () => {
  const judged = judge({
    type: 'classes',
    loss: 'binary-cross-entropy',
    places: Int32Array.of(0, 1),
    truth: Int32Array.of(0, 0),
    losses: Float32Array.of(0, 0),
    outputs: Float32Array.of(40, 60, -900, -800, 1, 2, 3, -4),
  });
  // The logistic function of 40 and 60 is 1, that of -800 and -900 is 0.
  expect([...judged.likelihoods.subarray(0, 4)]).toEqual([1, 1, 0, 0]);
  expect([0, 1, 2, 3].toSorted(byLikelihood(judged, 0))).toEqual([1, 0, 3, 2]);
  expect([0, 1, 2, 3].toSorted(byLikelihood(judged, 1))).toEqual([2, 1, 0, 3]);
});
