import { describe, expect, it } from 'vitest';
import type { RunSummary } from '@shared/contract/run';
import { isWanted, runEnding } from '@shared/notify/run-ending';

type Ended = Parameters<typeof runEnding>[1];
const best = { epoch: 4, valLoss: 0.0712, valAccuracy: 0.9791, valR2: null } as RunSummary['best'];
const run = (changes: Partial<Ended>): Ended => ({
  id: 'abcd',
  name: 'digits',
  state: 'completed',
  reason: null,
  pausedBy: null,
  best,
  poorEnd: null,
  ...changes,
});

describe('what is told of a run that ended', () => {
  it('is its result', () => {
    expect(runEnding('running', run({}))).toEqual({
      page: '/runs/abcd',
      title: 'digits is done',
      body: 'Best at epoch 4: validation loss 0.0712, accuracy 97.91%.',
      isBad: false,
    });
  });

  it('is why it ended early, failed or was interrupted', () => {
    expect(runEnding('running', run({ reason: 'It did not improve.' }))?.body).toMatch(
      /^It did not improve\. Best/,
    );
    expect(runEnding('running', run({ state: 'failed', reason: 'Loss is NaN.' }))).toMatchObject({
      title: 'digits failed',
      body: 'Loss is NaN.',
      isBad: true,
    });
    expect(runEnding('starting', run({ state: 'interrupted' }))).toMatchObject({ isBad: true });
    expect(runEnding('running', run({ poorEnd: 'diverged' }))).toMatchObject({
      title: 'digits is done, and diverged',
      isBad: true,
    });
  });

  it('is nothing where somebody ended it, or it was not under way', () => {
    expect(runEnding('running', run({ state: 'stopped' }))).toBeUndefined();
    expect(runEnding('running', run({ state: 'paused', pausedBy: 'person' }))).toBeUndefined();
    expect(runEnding('queued', run({}))).toBeUndefined();
    expect(runEnding(undefined, run({}))).toBeUndefined();
    expect(runEnding('starting', run({ state: 'running' }))).toBeUndefined();
  });

  it('is nothing of the trials of a sweep but what interrupted them', () => {
    const sweep = { id: 'abcd', trial: 3 };
    expect(runEnding('running', run({ sweep }))).toBeUndefined();
    expect(runEnding('running', run({ sweep, state: 'stopped', reason: 'By the sweep.' }))).toBeUndefined();
    expect(runEnding('running', run({ sweep, state: 'interrupted' }))).toBeDefined();
  });

  it('is wanted as the settings say', () => {
    const [good, bad] = [runEnding('running', run({}))!, runEnding('running', run({ state: 'failed' }))!];
    expect([good, bad].map((one) => isWanted(one, 'all'))).toEqual([true, true]);
    expect([good, bad].map((one) => isWanted(one, 'failed'))).toEqual([false, true]);
    expect([good, bad].map((one) => isWanted(one, 'none'))).toEqual([false, false]);
  });
});
