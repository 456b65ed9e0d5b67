import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sweepSchema, type Sweep } from '@shared/contract/sweep';
import { dimensionSchema, type Assignment } from '@shared/sweep/space';
import type { OptunaSampler } from '@shared/sweep/sweep-spec';
import { Trials } from '@shared/sweep/trials';
import type { DrawQuestion, PastTrial } from '../../src-main/studio/sweeps/optuna/answer';
import { Optuna } from '../../src-main/studio/sweeps/optuna/optuna';
import { onSmallDataset } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';

const python = process.env['TRAINYARD_PYTHON'];
let optuna: Optuna | undefined;
afterEach(() => optuna?.close());

const space = [
  { scale: 'log', field: 'optimizer.learningRate', min: 1e-5, max: 1 },
  { scale: 'integer', field: 'model.layers.1.units', min: 8, max: 256, log: true },
  { scale: 'choice', field: 'optimizer.name', values: ['adam', 'sgd'] },
  {
    scale: 'linear',
    field: 'optimizer.momentum',
    min: 0,
    max: 0.99,
    when: { field: 'optimizer.name', is: ['sgd'] },
  },
].map((dimension) => dimensionSchema.parse(dimension));

/** A made-up result, best at a rate of 0.01 with 64 units of adam. */
function result(set: Assignment): number {
  const of = new Map(set);
  const rate = Math.log10(Number(of.get('optimizer.learningRate'))) + 2;
  const units = Math.log2(Number(of.get('model.layers.1.units'))) - 6;
  return rate ** 2 + 0.2 * units ** 2 + (of.get('optimizer.name') === 'sgd' ? 0.5 : 0);
}

const asTrial = (set: Assignment, at: number): PastTrial => ({
  set,
  // Each fifth is ended early, as a sweep would, and each eleventh comes to no number.
  state: at % 5 === 4 ? 'pruned' : 'completed',
  value: at % 11 === 10 ? null : result(set),
  epoch: 3,
});

const question = (sampler: OptunaSampler, seed: number, trials: PastTrial[]): DrawQuestion => ({
  study: `${sampler}-${seed}`,
  sampler,
  seed,
  direction: 'minimize',
  space,
  trials,
});

/** Draws trials one after the other. */
async function drawAll(
  from: Optuna,
  sampler: OptunaSampler,
  seed: number,
  count: number,
  known: PastTrial[],
) {
  const trials = [...known];
  while (trials.length < count) {
    const { set } = await from.draw(question(sampler, seed, trials));
    trials.push(asTrial(set, trials.length));
  }
  return trials;
}

/** As the terminal tells of it at its end. */
function sweepOf({ lines, stderr }: Ended): Sweep {
  const done = lines.find(({ event }) => event === 'done');
  expect(done, stderr).toBeDefined();
  return sweepSchema.parse(done);
}

describe.skipIf(python === undefined)('trials drawn by the real Optuna', () => {
  it.each(['tpe', 'cmaes'] as const)('%s draws the same where it was cut off', async (sampler) => {
    optuna = new Optuna(() => python!);
    const whole = await drawAll(optuna, sampler, 3, 30, []);
    optuna.close();
    for (const cut of [1, 12, 29]) {
      optuna = new Optuna(() => python!);
      expect(await drawAll(optuna, sampler, 3, 30, whole.slice(0, cut))).toEqual(whole);
      optuna.close();
    }
    optuna = new Optuna(() => python!);
    expect((await drawAll(optuna, sampler, 4, 2, []))[0]).not.toEqual(whole[0]);
  });

  it('TPE finds better values than random trials, as many of them', async () => {
    optuna = new Optuna(() => python!);
    const best = (sets: Assignment[]) => Math.min(...sets.map(result));
    let better = 0;
    for (const seed of [0, 1, 2, 3, 4]) {
      const drawn = await drawAll(optuna, 'tpe', seed, 50, []);
      const random = new Trials({ space, sampler: 'random', seed });
      const theirs = Array.from({ length: 50 }, (_, n) => random.at(n)!);
      if (best(drawn.map(({ set }) => set)) < best(theirs)) better++;
    }
    expect(better).toBeGreaterThanOrEqual(4);
  });

  it('a Gaussian process draws too, or says which package it lacks', async () => {
    optuna = new Optuna(() => python!);
    const { refused } = await optuna.state();
    if (refused.gp === '') expect(await drawAll(optuna, 'gp', 0, 13, [])).toHaveLength(13);
    else expect(refused.gp).toMatch(/needs (scipy and )?torch|needs scipy/);
  });

  it('a sweep that is killed goes on with the very trials that it would have had', async () => {
    const terminal = await Terminal.openEmpty();
    try {
      const sweep = [
        ...'sweep mlp --sampler tpe --trials 3 --set epochs=1 --set model.layers.1.units=8'.split(' '),
        ...'--space optimizer.learningRate=log:1e-4..1e-1 --space batchSize=64,128'.split(' '),
        ...(await onSmallDataset(terminal)),
      ];
      const whole = sweepOf(await terminal.run(sweep));
      expect(whole.drawnBy).toMatch(/^Optuna \d/);
      const first = terminal.start([...sweep, '--name', 'killed']);
      await first.line(({ event, trial }) => event === 'trial' && trial === 0);
      first.process.kill('SIGKILL');
      await first.ended;
      const last = sweepOf(await terminal.run(['sweep', 'resume', 'killed']));
      const told = ({ trials }: Sweep) => trials.map(({ set, end, best }) => ({ set, end, best }));
      expect(told(last)).toEqual(told(whole));
      const runs = readdirSync(join(terminal.library, 'runs')).filter((name) => !name.startsWith('.'));
      expect(runs).toHaveLength(6);
    } finally {
      await terminal.close();
    }
  });

  it('where Python is gone the sweep is paused with a sentence, and goes on when it is there again', async () => {
    const terminal = await Terminal.openEmpty();
    try {
      const data = await onSmallDataset(terminal);
      const space = ['--space', 'optimizer.learningRate=log:1e-4..1e-1'];
      const nowhere = { TRAINYARD_PYTHON: join(terminal.library, 'no-python') };
      const wanted = [
        'sweep',
        'mlp',
        '--sampler',
        'tpe',
        '--trials',
        '3',
        '--set',
        'epochs=1',
        ...space,
        ...data,
      ];
      const refused = await terminal.run(wanted, nowhere);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/no-python cannot be started/);
      const begun = terminal.start(wanted);
      await begun.line(({ event, trial }) => event === 'trial' && trial === 0);
      begun.process.kill('SIGKILL');
      await begun.ended;
      // What is drawn already is trained; for the next one there is nobody to ask.
      const paused = sweepOf(await terminal.run(['sweep', 'resume', 'last'], nowhere));
      expect(paused.phase).toBe('paused');
      expect(paused.reason).toMatch(/no-python cannot be started/);
      const last = sweepOf(await terminal.run(['sweep', 'resume', 'last']));
      expect([last.phase, last.trials.length]).toEqual(['done', 3]);
    } finally {
      await terminal.close();
    }
  });
});
