import { describe, expect, it } from 'vitest';
import { presets } from '@shared/spec/presets';
import { extensionProblem, hasMore, moreOf, type Extended } from '@shared/sweep/check-extension';
import { sweepSpecSchema, type WrittenSweep } from '@shared/sweep/sweep-spec';
import { SweepState } from '@shared/sweep/sweep-state';

const run = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const of = (more: Partial<WrittenSweep>, state: Partial<Extended> = {}): Extended => ({
  name: 'rates',
  spec: sweepSpecSchema.parse({ run, sampler: 'grid', ...more }),
  begun: 3,
  open: 0,
  used: { epochs: 6, seconds: 90 },
  ...state,
});
const seeds: Partial<WrittenSweep> = { space: [{ field: 'seed', scale: 'choice', values: [0, 1, 2] }] };
const grid: Partial<WrittenSweep> = {
  space: [{ field: 'batchSize', scale: 'choice', values: [32, 64, 128] }],
};
const drawn: Partial<WrittenSweep> = {
  space: [{ field: 'optimizer.learningRate', scale: 'log', min: 1e-4, max: 1e-1 }],
  sampler: 'random',
};
const told = (sweep: Extended, budget: Parameters<typeof extensionProblem>[1]) =>
  extensionProblem(sweep, budget)?.message;

describe('a sweep is given another budget', () => {
  it('a repeated run can have more seeds, and no fewer', () => {
    expect(told(of(seeds), { trials: 4 })).toBeUndefined();
    expect(told(of(seeds), { trials: 3 })).toBe('All 3 seeds are done. Give rates more than that.');
    expect(told(of(seeds), { trials: 2 })).toMatch(/has begun 3 seeds already/);
    expect(told(of(seeds), { minutes: 60 })).toMatch(/All 3 seeds are done/);
    expect(hasMore(of(seeds))).toBe(true);
  });

  it('a grid has no more trials than points', () => {
    expect(told(of(grid), { trials: 4 })).toBe(
      'All 3 points of the grid of rates were tried: begin another sweep to try other values.',
    );
    expect(hasMore(of(grid))).toBe(false);
    const half = of({ ...grid, budget: { trials: 2 } }, { begun: 2 });
    expect(told(half, { trials: 4 })).toMatch(/has 3 points: there are no more trials than that/);
    expect(told(half, { trials: 3 })).toBeUndefined();
    expect(told(half, {})).toBeUndefined();
    // The last of its points may be under way, and may have more time.
    expect(told(of(grid, { open: 1 }), { minutes: 60 })).toBeUndefined();
  });

  it('what would end at once is refused with the limit that it reaches', () => {
    const sweep = of({ ...drawn, budget: { trials: 3 } });
    expect(extensionProblem(sweep, { epochs: 6 })).toEqual({
      limit: 'epochs',
      message: 'The budget of 6 epochs is used up. Give rates more than that.',
    });
    expect(extensionProblem(sweep, { minutes: 1 })?.limit).toBe('minutes');
    expect(told(sweep, {})).toMatch(/Say when it ends/);
    expect(told(sweep, { trials: 4 })).toBeUndefined();
  });
});

it('a repeated run that was extended has the next seeds', () => {
  const state = new SweepState(of(seeds).spec);
  for (let trial = 0; trial < 3; trial++) {
    state.apply({ type: 'trial', trial, run: `run-${trial}` });
    state.apply({ type: 'end', trial, how: 'completed', reason: null });
  }
  expect([state.phase, state.reason]).toEqual(['done', 'All 3 seeds are done.']);
  state.apply({ type: 'extend', budget: { trials: 4 } });
  expect([state.phase, state.most]).toEqual(['running', 4]);
  expect(state.next()).toEqual({ trial: 3, set: [['seed', 3]] });
});

it('half as much again is proposed, and nothing that would be refused', () => {
  expect(moreOf(of(seeds), {})).toEqual({ trials: 5 });
  expect(moreOf(of(grid, { begun: 2 }), { trials: 2 })).toEqual({ trials: 3 });
  expect(moreOf(of(drawn), { epochs: 6, minutes: 60 })).toEqual({ epochs: 9, minutes: 60 });
});
