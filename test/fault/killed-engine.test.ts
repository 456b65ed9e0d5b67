import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';
import { AUGMENTED, EARLY, FROZEN, LIMITED, PLAIN, STATEFUL } from '../trained-specs';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const reasonOf = (lines: { event?: string; reason?: unknown }[]) =>
  lines.find(({ event }) => event === 'done')?.reason;

const folderOf = (lines: { event?: string }[]): string => {
  const done = lines.find(({ event }) => event === 'done') as { folder?: string } | undefined;
  if (done?.folder === undefined) throw new Error('there is no done line');
  return done.folder;
};

describe('an engine that is killed in the middle of an epoch', () => {
  it.each([
    ['a plain run', PLAIN],
    ['early stopping', EARLY],
    ['a limit in steps', LIMITED],
    ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL],
    ['frozen layers', FROZEN],
    ['augmentation and mixup', AUGMENTED],
  ])(
    'is reported at once, and the resumed run ends the same, bit for bit: %s',
    async (_, train) => {
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
    },
    180_000,
  );

  it('of a host that is killed too, while digits are drawn, leaves the run interrupted, and Resume goes on', async () => {
    await rm(join(terminal.library, 'datasets'), { recursive: true });
    const killed = terminal.start(PLAIN);
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
