import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachToStudio } from '../../src-main/server/attach';
import { onSmallDataset } from '../small-dataset';
import { lockOf } from '../studio-lock';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const states = async () =>
  (await terminal.run(['runs'])).lines.map((line) => (line as { state?: string }).state);

describe('several terminals on one library', () => {
  it('share the studio of the first, which stays until the runs of the others are done', async () => {
    const small = await onSmallDataset(terminal);
    // Long enough for the others to come while it trains.
    const first = terminal.start(['train', 'mlp', '--set', 'epochs=4', '--set', 'test.atEnd=false']);
    await first.line(({ event }) => event === 'queued');
    const others = ['2', '3'].map((seed) =>
      terminal.run(['train', 'mlp', ...small, '--set', 'epochs=1', '--seed', seed]),
    );
    const ends = await Promise.all([first.ended, ...others]);
    for (const end of ends) {
      expect(end.code, end.stderr).toBe(0);
      expect(end.lines.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
    }
    expect(await states()).toEqual(['completed', 'completed', 'completed']);
  });
});

describe('Ctrl-C', () => {
  it('leaves a checkpoint, also when npm and the shell each pass it on', async () => {
    const started = terminal.start(['train', 'cnn']);
    await started.line(({ event }) => event === 'queued');
    // Only once it trains is there something to keep.
    const { client, close } = await attachToStudio(await lockOf(terminal.library), 'follower');
    const isRunning = async () => (await client.runs.list()).some(({ state }) => state === 'running');
    while (!(await isRunning())) await sleep(20);
    close();
    started.process.kill('SIGINT');
    started.process.kill('SIGINT');
    const { code } = await started.ended;
    expect(code).toBe(1);
    expect(await states()).toEqual(['stopped']);
    expect((await terminal.run(['checkpoints', 'last'])).lines).not.toEqual([]);
  });
});
