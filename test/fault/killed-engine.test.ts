import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { AUGMENTED, EARLY, FROZEN, LIMITED, PLAIN, STATEFUL } from '../trained-specs';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

const reasonOf = (lines: { event?: string; reason?: unknown }[]) =>
  lines.find(({ event }) => event === 'done')?.reason;

const folderOf = (lines: { event?: string }[]): string => {
  const done = lines.find(({ event }) => event === 'done') as { folder?: string } | undefined;
  if (done?.folder === undefined) throw new Error('there is no done line');
  return done.folder;
};

describe('an engine that is killed in the middle of an epoch', () => {
  // So many epochs that it is in the middle of one when it is killed.
  const LONG = ['--set', 'epochs=40', '--set', 'checkpoint.everySteps=20'];
  it.each([
    ['a plain run', [...PLAIN, ...LONG]],
    ['early stopping', [...EARLY, ...LONG, '--set', 'earlyStopping.patience=20']],
    ['a limit in steps', [...LIMITED, ...LONG]],
    ['norm, dropout, momentum, schedule, running mean of weights', [...STATEFUL, ...LONG]],
    ['frozen layers', [...FROZEN, ...LONG]],
    ['augmentation and mixup', [...AUGMENTED, ...LONG]],
  ])(
    'is reported, and the resumed run ends the same, bit for bit: %s',
    async (_, settings) => {
      const train = [...settings, ...small];
      const whole = await terminal.run(train);
      expect(whole.code, whole.stderr).toBe(0);

      const killed = terminal.start(train);
      await killed.line(({ event, epoch }) => event === 'epoch' && epoch === 4);
      await sleep(50);
      for (const pid of childrenOf(killed.process.pid!)) process.kill(pid, 'SIGKILL');
      const end = await killed.ended;
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
    },
    180_000,
  );
});

describe('a host that is killed while digits are drawn', () => {
  let fresh: Terminal;
  beforeEach(async () => {
    fresh = await Terminal.openEmpty();
  });
  afterEach(() => fresh.close());

  it('leaves the run interrupted, and Resume goes on', async () => {
    const killed = fresh.start(PLAIN);
    await killed.line(({ event }) => event === 'epoch');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const listed = await fresh.run(['runs']);
    expect(listed.lines).toEqual([expect.objectContaining({ state: 'interrupted' })]);
    const resumed = await fresh.run(['resume', 'last']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
  });
});

describe('a run whose run.json is torn', () => {
  it('is named and left as it is, and the others are there', async () => {
    const trained = await terminal.run(['train', 'mlp', '--set', 'epochs=1', ...small]);
    expect(trained.code, trained.stderr).toBe(0);
    const torn = join(terminal.library, 'runs', 'torn-run');
    mkdirSync(torn);
    writeFileSync(join(torn, 'run.json'), '{"version":1,');
    const listed = (await terminal.run(['runs'])).lines.map(({ id }) => id);
    expect(listed).toContain(trained.lines.at(-1)?.['run']);
    expect(listed).not.toContain('torn-run');
    const doctor = await terminal.run(['doctor']);
    expect(doctor.lines).toContainEqual(expect.objectContaining({ event: 'library', unreadable: [torn] }));
    expect(readFileSync(join(torn, 'run.json'), 'utf8')).toBe('{"version":1,');
  });
});

describe('a damaged checkpoint', () => {
  it('is named, and the one before is used', async () => {
    const trained = await terminal.run(['train', 'mlp', '--set', 'epochs=2', ...small]);
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
