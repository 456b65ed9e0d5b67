import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepSchema, type Sweep } from '@shared/contract/sweep';
import { outcomeOf } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';

const SWEEP =
  'sweep mlp --space optimizer.learningRate=log:1e-4..1e-1 --space batchSize=32,64 --trials 3 --asha --reduction 2 --set epochs=2 --set model.layers.1.units=16'.split(
    ' ',
  );

let terminal: Terminal;
let sweep: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  sweep = [...SWEEP, ...(await onSmallDataset(terminal))];
});
afterAll(() => terminal.close());

const runsOf = () => readdirSync(join(terminal.library, 'runs')).filter((name) => !name.startsWith('.'));

function sweepOf({ lines, stderr }: Ended): Sweep {
  const done = lines.find(({ event }) => event === 'done');
  expect(done, stderr).toBeDefined();
  return sweepSchema.parse(done);
}

/** What of a trial does not tell the time. */
const trialsOf = ({ trials }: Sweep) =>
  trials.map(({ trial, set, end, epoch, value, best, bestEpoch }) => {
    return { trial, set, end, epoch, value, best, bestEpoch };
  });

it('a sweep that is killed comes to the very same, with every trial once', { timeout: 400_000 }, async () => {
  const whole = sweepOf(await terminal.run(sweep));
  expect(whole.trials).toHaveLength(3);
  const before = runsOf();

  // Its first run is there, and its journal does not know of it yet; then, after its first trial, while another one trains.
  const first = await terminal.run([...sweep, '--name', 'killed'], {
    TRAINYARD_CRASH_AT: 'before write journal.jsonl',
  });
  expect(first.code).toBeNull();
  const second = terminal.start(['sweep', 'resume', 'last']);
  await second.line(({ event, trial }) => event === 'trial' && trial === 0);
  second.process.kill('SIGKILL');
  await second.ended;
  const last = sweepOf(await terminal.run(['sweep', 'resume', 'last']));

  expect(trialsOf(last)).toEqual(trialsOf(whole));
  expect(runsOf().length - before.length).toBe(3);
  // The best one's checkpoint is the same, bit for bit.
  const outcome = (run: string | null | undefined) => outcomeOf(join(terminal.library, 'runs', run ?? ''));
  expect(await outcome(last.best?.run)).toEqual(await outcome(whole.best?.run));
});

it('a wrong sweep is refused in a sentence, and leaves nothing', async () => {
  const before = runsOf();
  const wrong = async (...args: string[]) => {
    const { code, stderr } = await terminal.run([
      'sweep',
      'mlp',
      '--data',
      sweep[sweep.indexOf('--data') + 1]!,
      ...args,
    ]);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await wrong('--space', 'model.layers.2.units=int:3..30')).toMatch(
    /With model\.layers\.2\.units 3: .*10 classes/,
  );
  expect(await wrong('--space', 'data.dataset=nowhere,elsewhere')).toMatch(/nowhere/);
  expect(runsOf()).toEqual(before);
});

it('a sweep is renamed, discarded with its runs, and comes back as it was', async () => {
  const before = runsOf();
  const perform = async (...args: string[]) => {
    const { code, lines, stderr } = await terminal.run(['sweep', ...args]);
    expect(code, stderr).toBe(0);
    return lines;
  };
  const names = async (...args: string[]) => (await perform('list', ...args)).map(({ name }) => name);
  await perform('rename', 'killed', 'found');
  const [whole] = await perform('show', 'found');
  expect(whole).toMatchObject({ event: 'sweep', name: 'found', phase: 'done' });

  await perform('discard', 'found', '--with-runs');
  expect(before.length - runsOf().length).toBe(3);
  expect(await names()).not.toContain('found');
  await perform('restore', 'found');
  expect(runsOf()).toEqual(before);
  expect((await perform('show', 'found'))[0]).toEqual(whole);

  await perform('archive', 'found');
  expect(await names()).not.toContain('found');
  expect(await names('--all')).toContain('found');
  expect((await terminal.run(['sweep', 'rename', 'found', String((await names())[0])])).stderr).toMatch(
    /^There is a sweep .* already/,
  );
});
