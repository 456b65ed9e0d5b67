import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { presets } from '@shared/spec/presets';
import type { JournalEntry } from '@shared/sweep/journal';
import { sweepSpecSchema, type SweepSpec, type WrittenSweep } from '@shared/sweep/sweep-spec';
import { SweepState } from '@shared/sweep/sweep-state';

const run = { ...presets.mlp.spec({ id: 'digits', classes: ['0', '1'] }), epochs: 9 };

const spec = (more: Partial<WrittenSweep> = {}): SweepSpec =>
  sweepSpecSchema.parse({
    run,
    space: [{ scale: 'log', field: 'optimizer.learningRate', min: 1e-4, max: 1e-1 }],
    metric: 'valAccuracy',
    budget: { trials: 20 },
    ...more,
  });

const begin = (trial: number): JournalEntry => ({ type: 'trial', trial, run: `run-${trial}` });
const epoch = (trial: number, at: number, value: number | null, seconds = 1): JournalEntry => ({
  type: 'epoch',
  trial,
  epoch: at,
  value,
  seconds,
});
const end = (trial: number): JournalEntry => ({ type: 'end', trial, how: 'completed', reason: null });

/** Has a sweep run in virtual time, one trial after the other, and gives its journal. */
function simulate(sweep: SweepSpec, state = new SweepState(sweep), most = Infinity): JournalEntry[] {
  const journal: JournalEntry[] = [];
  const write = (entry: JournalEntry) => {
    journal.push(entry);
    state.apply(entry);
  };
  while (journal.length < most) {
    const [open] = state.open;
    const next = open ? undefined : state.next();
    if (open === undefined) {
      if (next === undefined) break;
      write(begin(next.trial));
      continue;
    }
    const { trial, epoch: done, verdict } = open;
    if (verdict !== null) write({ type: 'end', trial, how: 'cut', reason: verdict });
    else if (done === 9) write(end(trial));
    else {
      const ceiling = new CountedRandom(7, Purpose.sweep, trial, 99).uniform();
      write(epoch(trial, done + 1, ceiling * (1 - 0.5 ** (done + 1))));
    }
  }
  return journal;
}

describe('a sweep', () => {
  it('is a function of its journal: cut anywhere, it goes on to the very same end', () => {
    const sweep = spec({ pruner: { by: 'asha', reduction: 3 } });
    const whole = simulate(sweep);
    expect(whole.filter(({ type }) => type === 'trial')).toHaveLength(20);
    fc.assert(
      fc.property(fc.nat(whole.length), (at) => {
        const again = new SweepState(sweep);
        for (const entry of whole.slice(0, at)) again.apply(entry);
        expect(simulate(sweep, again)).toEqual(whole.slice(at));
      }),
      { numRuns: 60 },
    );
  });

  it('counts an epoch once, however often it is told', () => {
    const state = new SweepState(spec());
    for (const entry of [begin(0), epoch(0, 1, 0.5), epoch(0, 1, 0.5), epoch(0, 2, 0.6), epoch(0, 1, 0.5)]) {
      state.apply(entry);
    }
    expect(state.used).toEqual({ epochs: 2, seconds: 2 });
    expect(state.best).toMatchObject({ trial: 0, best: 0.6, bestEpoch: 2 });
  });

  it('stops early too where only some trials have another number of epochs', () => {
    const sweep = spec({
      pruner: { by: 'asha', reduction: 3 },
      space: [
        { scale: 'choice', field: 'optimizer.name', values: ['sgd', 'adam'] },
        {
          scale: 'integer',
          field: 'epochs',
          min: 1,
          max: 2,
          when: { field: 'optimizer.name', is: ['lion'] },
        },
      ],
    });
    const state = new SweepState(sweep);
    for (const trial of [0, 1]) {
      state.apply(begin(trial));
      for (const at of [1, 2, 3]) state.apply(epoch(trial, at, at < 3 ? trial + at : -trial));
    }
    expect(state.trials[1]?.verdict).toMatch(/at epoch 3/);
  });

  it('stops what others were ahead of, and says when', () => {
    const state = new SweepState(spec({ pruner: { by: 'asha' } }));
    for (const entry of [begin(0), epoch(0, 1, 0.9), end(0), begin(1), epoch(1, 1, 0.2)]) state.apply(entry);
    expect(state.trials[1]?.verdict).toMatch(/^Stopped by the sweep at epoch 1:/);
    state.apply({ type: 'end', trial: 1, how: 'cut', reason: null });
    state.apply(begin(2));
    state.apply(epoch(2, 1, null));
    expect(state.trials[2]?.verdict).not.toBeNull();
  });

  it('decides the same, however far a trial came before the word to end reached it', () => {
    const sweep = spec({ pruner: { by: 'asha', reduction: 2 } });
    const cut = [begin(0), epoch(0, 1, 0.9), end(0), begin(1), epoch(1, 1, 0.2)];
    const [early, late] = [new SweepState(sweep), new SweepState(sweep)];
    for (const entry of [...cut, { ...end(1), how: 'cut' as const }]) early.apply(entry);
    // Here it was done before anybody could stop it, and with the best value of all.
    for (const entry of [...cut, epoch(1, 2, 0.95), end(1)]) late.apply(entry);
    for (const state of [early, late]) {
      for (const entry of [begin(2), epoch(2, 1, 0.91), epoch(2, 2, 0.92)]) state.apply(entry);
    }
    const outcome = ({ trials, best, used }: SweepState) => {
      return { best: best?.trial, used, trials: trials.map(({ reason: _, ...trial }) => trial) };
    };
    expect(outcome(late)).toEqual(outcome(early));
    expect(late.trials[1]).toMatchObject({ end: 'cut', epoch: 1, best: 0.2 });
    expect(late.trials[1]?.reason).toMatch(/^Stopped by the sweep at epoch 1/);
  });

  it('ends when its epochs or minutes are used up, the trial under way included', () => {
    const state = new SweepState(spec({ budget: { epochs: 3 } }));
    for (const entry of [begin(0), epoch(0, 1, 0.1), epoch(0, 2, 0.2), epoch(0, 3, 0.3)]) state.apply(entry);
    expect(state.trials[0]?.verdict).toMatch(/budget of 3 epochs is used up/);
    state.apply({ type: 'end', trial: 0, how: 'cut', reason: null });
    expect([state.phase, state.reason, state.next()]).toEqual([
      'done',
      'The budget of 3 epochs is used up.',
      undefined,
    ]);
    state.apply({ type: 'extend', budget: { minutes: 2 } });
    expect(state.phase).toBe('running');
    expect(state.next()?.trial).toBe(1);
  });

  it('sets what Optuna drew, which is asked for once', () => {
    const state = new SweepState(spec({ sampler: 'tpe' }));
    expect(state.next()).toEqual({ trial: 0, set: undefined });
    const set: [string, number][] = [['optimizer.learningRate', 0.01]];
    state.apply({ type: 'drawn', trial: 0, set, by: 'Optuna 4.6.0' });
    // Killed here, it has a run made of what was drawn.
    expect(state.next()).toEqual({ trial: 0, set });
    state.apply(begin(0));
    expect(state.trials[0]?.set).toEqual(set);
    state.apply(end(0));
    expect(state.next()).toEqual({ trial: 1, set: undefined });
    expect(state.drawnBy).toBe('Optuna 4.6.0');
  });

  it('pauses, stops and goes on', () => {
    const state = new SweepState(spec());
    state.apply(begin(0));
    state.apply({ type: 'pause', why: null });
    expect([state.phase, state.next()]).toEqual(['paused', undefined]);
    state.apply({ type: 'resume' });
    expect(state.phase).toBe('running');
    state.apply({ type: 'stop' });
    expect(state.phase).toBe('stopped');
  });

  it('pauses itself when trial upon trial fails', () => {
    const state = new SweepState(spec());
    for (let trial = 0; trial < 5; trial++) state.apply({ type: 'refused', trial, reason: 'No space.' });
    expect(state.phase).toBe('paused');
    expect(state.reason).toMatch(/5 trials in a row failed.*No space\./);
    state.apply({ type: 'resume' });
    expect(state.next()?.trial).toBe(5);
  });

  it('schedules 10,000 trials in virtual time, each once', () => {
    const sweep = spec({ pruner: { by: 'asha' }, budget: { trials: 10_000 } });
    const state = new SweepState(sweep);
    const journal = simulate(sweep, state);
    expect(state.phase).toBe('done');
    expect(new Set(journal.flatMap((entry) => (entry.type === 'trial' ? entry.trial : []))).size).toBe(
      10_000,
    );
    // Most are stopped at the first rung: 1 in 3 goes on, of those 1 in 3.
    expect(state.used.epochs).toBeLessThan(3.5 * 10_000);
    expect(state.best?.best).toBeGreaterThan(0.97);
  });
});
