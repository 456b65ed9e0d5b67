import { expect, it } from 'vitest';
import type { SweepTrial } from '@shared/contract/sweep';
import { sweepEnding } from '@shared/notify/sweep-ending';

const best: SweepTrial = {
  trial: 2,
  run: 'abcd',
  set: [['optimizer.learningRate', 0.003]],
  end: 'completed',
  reason: null,
  epoch: 3,
  value: 0.9812,
  best: 0.9812,
  bestEpoch: 3,
  seconds: 4,
};
const sweep = { id: 'swee', name: 'rates', phase: 'done', metric: 'valAccuracy', best } as const;

it('the end of a sweep is told with its best trial', () => {
  expect(sweepEnding('running', { ...sweep, reason: 'All 16 trials are done.' })).toEqual({
    page: '/sweeps/swee',
    title: 'rates is done',
    body: 'All 16 trials are done. Best: trial 3 (learningRate 0.003), validation accuracy 98.12%.',
    isBad: false,
  });
  expect(sweepEnding('running', { ...sweep, reason: null, best: null })).toMatchObject({
    body: 'No trial came to anything.',
    isBad: true,
  });
});

it('a repeated run is told by its mean, and not by its luckiest seed', () => {
  const seeds = { mean: 0.9577, deviation: 0.0025, count: 3 };
  expect(sweepEnding('running', { ...sweep, reason: 'All 3 seeds are done.', seeds })?.body).toBe(
    'All 3 seeds are done. Mean validation accuracy 95.77% ± 0.25% of 3 seeds.',
  );
});

it('so is that it paused itself, and nothing that somebody did', () => {
  const why = '5 trials in a row failed.';
  expect(sweepEnding('running', { ...sweep, phase: 'paused', reason: why })).toMatchObject({
    title: 'rates paused itself',
    body: why,
    isBad: true,
  });
  expect(sweepEnding('running', { ...sweep, phase: 'paused', reason: null })).toBeUndefined();
  expect(sweepEnding('running', { ...sweep, phase: 'stopped', reason: null })).toBeUndefined();
  expect(sweepEnding('done', { ...sweep, reason: null })).toBeUndefined();
  expect(sweepEnding(undefined, { ...sweep, reason: null })).toBeUndefined();
});
