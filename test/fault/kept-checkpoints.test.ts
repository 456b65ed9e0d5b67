import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeAll(async () => {
  terminal = await Terminal.open();
});
afterAll(() => terminal.close());

interface Listed {
  id: string;
  step: number;
  best: boolean;
  last: boolean;
  pinned: boolean;
  keptFor: string[];
  metrics: { valLoss: number | null };
}

const checkpoints = async (run: string) =>
  (await terminal.run(['checkpoints', run])).lines as unknown as Listed[];
const SETTINGS = ['checkpoint.everySteps=100', 'checkpoint.keep.last=2', 'test.atEnd=false'];
const KEEP = SETTINGS.flatMap((setting) => ['--set', setting]);

describe('a run that keeps the best and the last two', () => {
  it('removes the others as it goes, says so, and leaves nothing half removed', async () => {
    const small = await onSmallDataset(terminal);
    const often = ['--set', 'epochs=3', '--set', 'checkpoint.everySteps=10'];
    const trained = await terminal.run(['train', 'mlp', ...KEEP, ...often, ...small]);
    expect(trained.code, trained.stderr).toBe(0);
    const left = await checkpoints('last');
    expect(left.length).toBeLessThanOrEqual(3);
    expect(left.slice(-2).every(({ keptFor }) => keptFor.includes('last'))).toBe(true);
    expect(left.filter(({ best }) => best)).toHaveLength(1);
    const { folder, events } = (await terminal.run(['show', 'last'])).lines[0] as unknown as {
      folder: string;
      events: { text: string }[];
    };
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(left.map(({ id }) => id));
    // Several at once are told in one sentence, with the steps of each.
    const removed = events.flatMap(
      ({ text }) => /^Removed the checkpoints? at steps? ([\d, ]+):/.exec(text)?.[1]?.split(', ') ?? [],
    );
    expect(removed.length).toBeGreaterThan(5);
  });

  it('never removes what another run began with, nor what is pinned', async () => {
    const stopped = terminal.start(['train', 'mlp', '--set', 'epochs=3', '--seed', '2', ...KEEP]);
    const { run } = (await stopped.line(({ event }) => event === 'queued')) as unknown as { run: string };
    await stopped.line(({ event }) => event === 'epoch');
    stopped.process.kill('SIGINT');
    await stopped.ended;
    const before = await checkpoints(run);
    const [pinned, parent] = [before[0]!, before.at(-1)!];
    const pin = await terminal.run(['pin', run, '--checkpoint', String(pinned.step)]);
    expect(pin.code, pin.stderr).toBe(0);
    // Of the same shape, but sooner done.
    const small = await onSmallDataset(terminal);
    const start = JSON.stringify({ run, checkpoint: parent.id, mode: 'weights' });
    const child = await terminal.run([
      'train',
      'mlp',
      ...KEEP,
      ...small,
      '--set',
      'epochs=1',
      '--set',
      `start=${start}`,
    ]);
    expect(child.code, child.stderr).toBe(0);

    const resumed = await terminal.run(['resume', run]);
    expect(resumed.code, resumed.stderr).toBe(0);
    const after = await checkpoints(run);
    expect(after.find(({ id }) => id === pinned.id)).toMatchObject({ pinned: true });
    expect(after.find(({ id }) => id === parent.id)?.keptFor).toContain('parent');
    expect((await terminal.run(['unpin', run, '--checkpoint', String(pinned.step)])).code).toBe(0);
    expect((await checkpoints(run)).filter(({ pinned: is }) => is)).toEqual([]);
  });
});
