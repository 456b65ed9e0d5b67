import { expect, it } from 'vitest';
import { standsAt } from '@shared/checkpoint/stands-at';
import { listedRunSchema } from '@shared/contract/run';

const progress = listedRunSchema.shape.progress.parse({
  phase: 'training',
  epoch: 5,
  epochs: 9,
  step: 460,
  totalSteps: 900,
  stepsPerEpoch: 100,
  samplesPerSecond: null,
  secondsLeft: null,
});
const start = { run: 'parent', checkpoint: '0004-400', mode: 'continue' as const, fit: 'exact' as const };
const fresh = { spec: { start: undefined }, resumableFrom: null, progress: null };

it('a run goes on where its engine is, or was when it saved last', () => {
  expect(standsAt({ ...fresh, state: 'running', progress, resumableFrom: '0004-400' })).toBe(460);
  // What was trained behind the checkpoint is gone with the engine.
  expect(standsAt({ ...fresh, state: 'interrupted', progress, resumableFrom: '0004-400' })).toBe(400);
  expect(standsAt({ ...fresh, state: 'queued', progress, resumableFrom: '0012-1266' })).toBe(1266);
});

it('one that has saved nothing begins where it was to begin', () => {
  expect(standsAt({ ...fresh, state: 'queued' })).toBe(0);
  expect(standsAt({ ...fresh, state: 'queued', spec: { start } })).toBe(400);
  expect(standsAt({ ...fresh, state: 'queued', spec: { start: { ...start, mode: 'weights' } } })).toBe(0);
});
