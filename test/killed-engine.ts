import { expect } from 'vitest';
import { lastCheckpointHashes } from './checkpoint-hashes';
import type { Ended, Terminal } from './terminal';
import { AUGMENTED, EARLY, FROZEN, LIMITED, PLAIN, STATEFUL } from './trained-specs';

const LONG = ['--set', 'epochs=8', '--set', 'checkpoint.everySteps=20'];
/** In the middle of an epoch, some milliseconds after it began. */
const KILLED_AT = 'during training#4+10';

/** Runs of which something else carries over in each; quick ones are killed in `npm test`, all of them in the soak. */
export const KILLED_KINDS: readonly { name: string; train: string[]; isQuick?: true }[] = [
  { name: 'a plain run', train: [...PLAIN, ...LONG] },
  { name: 'early stopping', train: [...EARLY, ...LONG, '--set', 'earlyStopping.patience=5'] },
  { name: 'a limit in steps', train: [...LIMITED, ...LONG, '--set', 'stop.steps=300'] },
  {
    name: 'norm, dropout, momentum, schedule, running mean of weights',
    train: [...STATEFUL, ...LONG],
    isQuick: true,
  },
  { name: 'frozen layers', train: [...FROZEN, ...LONG] },
  { name: 'augmentation and mixup', train: [...AUGMENTED, ...LONG], isQuick: true },
];

const doneOf = ({ lines }: Ended) => lines.find(({ event }) => event === 'done');
const folderOf = (ended: Ended): string => {
  const folder = doneOf(ended)?.['folder'];
  if (typeof folder !== 'string') throw new Error('there is no done line');
  return folder;
};
const lossesOf = ({ lines }: Ended) =>
  lines.filter(({ event }) => event === 'epoch').map(({ valLoss }) => valLoss);

/** Kills a run's engine in the middle of an epoch: that is reported, and resumed it ends as one that nobody killed. */
export async function killAndResume(terminal: Terminal, train: readonly string[]): Promise<void> {
  const whole = await terminal.run(train);
  expect(whole.code, whole.stderr).toBe(0);

  const end = await terminal.run(train, { TRAINYARD_CRASH_AT: KILLED_AT });
  expect(end.code).toBe(1);
  expect(end.stderr).toContain('killed (SIGKILL)');
  expect(end.stderr).toContain('resume');

  const resumed = await terminal.run(['resume', 'last']);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(lastCheckpointHashes(folderOf(resumed))).toEqual(lastCheckpointHashes(folderOf(whole)));
  expect(doneOf(resumed)?.['reason']).toBe(doneOf(whole)?.['reason']);
  expect(lossesOf(resumed)).toEqual(lossesOf(whole).slice(-lossesOf(resumed).length));
}
