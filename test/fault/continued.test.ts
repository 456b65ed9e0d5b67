import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeOf, type Outcome } from '../kill-test';
import { onSmallDataset, SMALL } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';
import { EARLY, FROZEN, LIMITED, PLAIN, STATEFUL } from '../trained-specs';

/** Its learning rate follows the validation loss, and is lowered after its second epoch. */
const PLATEAU = [
  ...PLAIN,
  '--set',
  'epochs=4',
  '--set',
  `optimizer=${JSON.stringify({
    name: 'sgd',
    learningRate: 0.05,
    momentum: 0.9,
    schedule: { name: 'reduce-on-plateau', patience: 1, factor: 0.1, minImprovement: 0.9 },
  })}`,
];

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = [...(await onSmallDataset(terminal)), '--set', 'checkpoint.everySteps=15'];
});
afterAll(() => terminal.close());

const idOf = ({ lines }: Ended): string => {
  const done = lines.find(({ event }) => event === 'done');
  expect(done).toMatchObject({ state: 'completed' });
  return String(done?.['run']);
};

const EPOCH = [
  'epoch',
  'step',
  'trainLoss',
  'trainAccuracy',
  'valLoss',
  'valAccuracy',
  'valMacroF1',
  'valTop5',
];

/** What was measured of each epoch, without what tells the time. */
const epochsOf = ({ lines }: Ended) =>
  lines.filter(({ event }) => event === 'epoch').map((line) => EPOCH.map((column) => line[column]));

const rowsBehind = ({ series }: Outcome, step: number) => series.filter(([at]) => at! > step);

/** Where only what changes with an epoch can tell, and where the place within one has to be right too. */
const AFTER_FIRST = SMALL.stepsPerEpoch;
const IN_SECOND = 60;

describe('a run that is continued from a checkpoint of another ends as that did, bit for bit, with the same rows', () => {
  it.each([
    ['a plain run', PLAIN, [IN_SECOND]],
    ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL, [AFTER_FIRST, IN_SECOND]],
    ['frozen layers', FROZEN, [IN_SECOND]],
    ['a learning rate that follows the validation loss', PLATEAU, [AFTER_FIRST, IN_SECOND]],
    ['a limit in steps', [...LIMITED, '--set', 'stop.steps=70'], [IN_SECOND]],
    ['early stopping', EARLY, [AFTER_FIRST, IN_SECOND]],
  ])('%s', async (_, train, steps) => {
    const parent = await terminal.run([...train, ...small]);
    expect(parent.code, parent.stderr).toBe(0);
    const run = idOf(parent);
    expect(epochsOf(parent).length).toBeGreaterThan(1);
    const expected = await outcomeOf(join(terminal.library, 'runs', run));
    const checkpoints = (await terminal.run(['checkpoints', run])).lines;
    for (const step of steps) {
      const from = checkpoints.find((line) => line['step'] === step);
      const start = { run, checkpoint: from?.['id'], mode: 'continue' };
      const child = await terminal.run([...train, ...small, '--set', `start=${JSON.stringify(start)}`]);
      expect(child.code, child.stderr).toBe(0);
      const got = await outcomeOf(join(terminal.library, 'runs', idOf(child)));
      expect(got.hashes, `from step ${step}`).toEqual(expected.hashes);
      expect(got.series).toEqual(rowsBehind(expected, step));
      expect(epochsOf(child)).toEqual(epochsOf(parent).slice(-epochsOf(child).length));
    }
  });
});
