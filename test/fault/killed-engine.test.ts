import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const TRAIN = ['train', 'mlp', '--set', 'epochs=3', '--set', 'checkpoint.everySteps=100'];

/** With everything that carries something from step to step. */
const STATEFUL = [
  ...TRAIN,
  '--set',
  `model.layers=${JSON.stringify([
    { type: 'flatten' },
    { type: 'dense', units: 64, useBias: false },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 10 },
  ])}`,
  '--set',
  `optimizer=${JSON.stringify({ name: 'nadam', learningRate: 0.002, schedule: { name: 'one-cycle' }, clip: { by: 'global-norm', max: 1 } })}`,
  '--set',
  'ema=0.99',
  '--set',
  'microBatches=2',
];

/** Ends in its third epoch: no loss can improve by so much. */
const EARLY = [
  ...TRAIN,
  '--set',
  'epochs=9',
  '--set',
  'earlyStopping.patience=2',
  '--set',
  'earlyStopping.minDelta=5',
];

/** Ends in the middle of its second epoch. */
const LIMITED = [...TRAIN, '--set', 'stop.steps=700', '--set', 'optimizer.schedule.name=cosine'];

const reasonOf = (lines: { event?: string; reason?: unknown }[]) =>
  lines.find(({ event }) => event === 'done')?.reason;

/** Some of it frozen: a norm that keeps its statistics, and weights of which no optimizer state is kept. */
const FROZEN = [
  ...TRAIN,
  '--set',
  `model.layers=${JSON.stringify([
    { type: 'flatten' },
    { type: 'dense', units: 64, frozen: true },
    { type: 'batchNorm', frozen: true },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 10 },
  ])}`,
  '--set',
  'ema=0.99',
];

const folderOf = (lines: { event?: string }[]): string => {
  const done = lines.find(({ event }) => event === 'done') as { folder?: string } | undefined;
  if (done?.folder === undefined) throw new Error('there is no done line');
  return done.folder;
};

describe('an engine that is killed in the middle of an epoch', () => {
  it.each([
    ['a plain run', TRAIN],
    ['early stopping', EARLY],
    ['a limit in steps', LIMITED],
    ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL],
    ['frozen layers', FROZEN],
  ])('is reported at once, and the resumed run ends the same, bit for bit: %s', async (_, train) => {
    const whole = await terminal.run(train);
    expect(whole.code, whole.stderr).toBe(0);

    const killed = terminal.start(train);
    await killed.line(({ event }) => event === 'epoch');
    await sleep(150);
    const at = performance.now();
    for (const pid of childrenOf(killed.process.pid!)) process.kill(pid, 'SIGKILL');
    const end = await killed.ended;
    expect(performance.now() - at).toBeLessThan(2000);
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('killed (SIGKILL)');
    expect(end.stderr).toContain('resume');

    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(lastCheckpointHashes(folderOf(resumed.lines))).toEqual(
      lastCheckpointHashes(folderOf(whole.lines)),
    );
    expect(reasonOf(resumed.lines)).toBe(reasonOf(whole.lines));
    const epochs = (lines: { event?: string; valLoss?: unknown }[]) =>
      lines.filter(({ event }) => event === 'epoch').map(({ valLoss }) => valLoss);
    expect(epochs(resumed.lines)).toEqual(epochs(whole.lines).slice(-epochs(resumed.lines).length));
  });

  it('of a host that is killed too leaves the run interrupted, and Resume goes on', async () => {
    const killed = terminal.start(TRAIN);
    await killed.line(({ event }) => event === 'epoch');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const listed = await terminal.run(['runs']);
    expect(listed.lines).toEqual([expect.objectContaining({ state: 'interrupted' })]);
    const resumed = await terminal.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
  });
});

describe('a run whose run.json is torn', () => {
  it('is named and left as it is, and the others are there', async () => {
    const trained = await terminal.run(['train', 'mlp', '--set', 'epochs=1']);
    expect(trained.code, trained.stderr).toBe(0);
    const torn = join(terminal.library, 'runs', 'torn-run');
    mkdirSync(torn);
    writeFileSync(join(torn, 'run.json'), '{"version":1,');
    expect((await terminal.run(['runs'])).lines).toHaveLength(1);
    const doctor = await terminal.run(['doctor']);
    expect(doctor.lines).toContainEqual(expect.objectContaining({ event: 'library', unreadable: [torn] }));
    expect(readFileSync(join(torn, 'run.json'), 'utf8')).toBe('{"version":1,');
  });
});

describe('a damaged checkpoint', () => {
  it('is named, and the one before is used', async () => {
    const trained = await terminal.run(['train', 'mlp', '--set', 'epochs=2']);
    expect(trained.code, trained.stderr).toBe(0);
    const folder = folderOf(trained.lines);
    const names = readdirSync(join(folder, 'checkpoints')).sort();
    truncateSync(join(folder, 'checkpoints', names.at(-1)!, 'model.safetensors'), 1000);
    const listed = await terminal.run(['checkpoints', 'last']);
    expect(listed.lines).toContainEqual(
      expect.objectContaining({ problem: expect.stringContaining('model.safetensors') }),
    );
    const evaluated = await terminal.run(['eval', 'last', '--checkpoint', 'last']);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(evaluated.lines.at(-1)).toMatchObject({ checkpoint: names.at(-2) });
  });
});
