import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KILLED_KINDS, killAndResume } from '../killed-engine';
import { onSmallDataset } from '../small-dataset';
import { Terminal, type Ended } from '../terminal';
import { PLAIN } from '../trained-specs';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

const folderOf = (lines: { event?: string }[]): string => {
  const done = lines.find(({ event }) => event === 'done') as { folder?: string } | undefined;
  if (done?.folder === undefined) throw new Error('there is no done line');
  return done.folder;
};

describe('an engine that is killed in the middle of an epoch', () => {
  // Of other kinds of runs in test/soak.
  it.each(KILLED_KINDS.filter(({ isQuick }) => isQuick))(
    'is reported, and the resumed run ends the same, bit for bit: $name',
    ({ train }) => killAndResume(terminal, [...train, ...small]),
    400_000,
  );
});

describe('a host that is killed while digits are drawn', () => {
  let fresh: Terminal;
  beforeEach(async () => {
    fresh = await Terminal.openEmpty();
  });
  afterEach(() => fresh.close());

  it('leaves the run interrupted, and Resume goes on', async () => {
    const killed = fresh.start([...PLAIN, '--set', 'epochs=2']);
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

describe('beside a run', () => {
  let trained: Ended;
  beforeAll(async () => {
    trained = await terminal.run(['train', 'mlp', '--set', 'epochs=2', ...small]);
    expect(trained.code, trained.stderr).toBe(0);
  });

  it('one whose run.json is torn is named and left as it is', async () => {
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

  it('a checkpoint of it that is damaged is named, and the one before is used', async () => {
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
