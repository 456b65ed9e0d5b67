import { join } from 'node:path';
import { expect } from 'vitest';
import { outcomeOf, type Outcome } from './kill-test';
import { SMALL } from './small-dataset';
import type { Ended, Terminal } from './terminal';
import { EARLY, FROZEN, LIMITED, PLAIN, STATEFUL } from './trained-specs';

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

/** Where only what changes with an epoch can tell, and where the place within one has to be right too. */
const AFTER_FIRST = SMALL.stepsPerEpoch;
const IN_SECOND = 60;

export interface ContinuedRun {
  name: string;
  train: string[];
  /** from which it is continued */
  steps: number[];
}

/** Runs of which something else has to be handed on: those of most are continued in `npm test`, all of them in the soak. */
export const CONTINUED_OFTEN: readonly ContinuedRun[] = [
  {
    name: 'norm, dropout, momentum, schedule, running mean of weights',
    train: STATEFUL,
    steps: [IN_SECOND],
  },
  { name: 'a learning rate that follows the validation loss', train: PLATEAU, steps: [IN_SECOND] },
  { name: 'early stopping', train: EARLY, steps: [AFTER_FIRST] },
];
export const CONTINUED_IN_SOAK: readonly ContinuedRun[] = [
  { name: 'a plain run', train: PLAIN, steps: [IN_SECOND] },
  { name: 'frozen layers', train: FROZEN, steps: [IN_SECOND] },
  { name: 'a limit in steps', train: [...LIMITED, '--set', 'stop.steps=70'], steps: [IN_SECOND] },
  { name: 'norm and all else, after its first epoch', train: STATEFUL, steps: [AFTER_FIRST] },
  { name: 'early stopping, in its second epoch', train: EARLY, steps: [IN_SECOND] },
];

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

/** A run that is continued from a checkpoint of another ends as that did, bit for bit, with the same rows. */
export async function expectContinued(
  terminal: Terminal,
  { train, steps }: ContinuedRun,
  dataset: readonly string[],
): Promise<void> {
  const all = [...train, ...dataset, '--set', 'checkpoint.everySteps=15'];
  const parent = await terminal.run(all);
  expect(parent.code, parent.stderr).toBe(0);
  const run = idOf(parent);
  expect(epochsOf(parent).length).toBeGreaterThan(1);
  const expected = await outcomeOf(join(terminal.library, 'runs', run));
  const checkpoints = (await terminal.run(['checkpoints', run])).lines;
  for (const step of steps) {
    const from = checkpoints.find((line) => line['step'] === step);
    const start = { run, checkpoint: from?.['id'], mode: 'continue' };
    const child = await terminal.run([...all, '--set', `start=${JSON.stringify(start)}`]);
    expect(child.code, child.stderr).toBe(0);
    const got = await outcomeOf(join(terminal.library, 'runs', idOf(child)));
    expect(got.hashes, `from step ${step}`).toEqual(expected.hashes);
    expect(got.series).toEqual(rowsBehind(expected, step));
    expect(epochsOf(child)).toEqual(epochsOf(parent).slice(-epochsOf(child).length));
  }
}
