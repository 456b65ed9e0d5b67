import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSame, runsIn, trainAndKill, uninterrupted, type Outcome } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { PLAIN } from '../trained-specs';

let terminal: Terminal;
let train: string[];
let expected: Outcome;
let points: Map<string, number>;
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  const settings = ['epochs=8', 'checkpoint.everySteps=25', 'checkpoint.keep.last=2'];
  train = [...PLAIN, ...settings.flatMap((one) => ['--set', one]), ...(await onSmallDataset(terminal))];
  ({ outcome: expected, points } = await uninterrupted(terminal, train));
});
afterAll(() => terminal.close());

/** Of each kind one: the others are in test/soak; kills within a step are in killed-engine.test.ts. */
describe('a run that is killed and resumed ends the same, bit for bit, with every step in its log, when that was', () => {
  it.each([
    ['a checkpoint that has not got its name yet', 'before rename a new folder#4'],
    ['an old checkpoint that is on its way out', 'before remove a removed folder#2'],
    ['the host, writing the state of the run', 'after sync run.json.tmp#4'],
    ['metrics that are compacted, and stand in the log too', 'after rename steps.parquet.tmp'],
    ['within a validation', 'during validating+3'],
  ])('%s', async (_, point) => {
    expect(points.has(point.replace(/[#+].*/, ''))).toBe(true);
    const before = runsIn(terminal);
    const { code } = await trainAndKill(terminal, train, point);
    expect(code).not.toBe(0);
    await expectSame(terminal, before, expected);
  });
});
