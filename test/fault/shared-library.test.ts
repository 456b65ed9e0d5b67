import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    const first = terminal.start(['train', 'mlp', '--set', 'epochs=4']);
    await first.line(({ event }) => event === 'queued');
    const others = ['2', '3'].map((seed) =>
      terminal.run(['train', 'mlp', '--set', 'epochs=2', '--seed', seed]),
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
    while (!(await states()).includes('running')) continue;
    started.process.kill('SIGINT');
    started.process.kill('SIGINT');
    const { code } = await started.ended;
    expect(code).toBe(1);
    expect(await states()).toEqual(['stopped']);
    expect((await terminal.run(['checkpoints', 'last'])).lines).not.toEqual([]);
  });
});
