import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';

const ROUNDS = process.env['TRAINYARD_SOAK'] === 'short' ? 4 : 50;
const TRAIN = ['train', 'mlp', '--set', 'epochs=4', '--set', 'checkpoint.everySteps=50'];

const finalHashes = (library: string, run: string) => lastCheckpointHashes(join(library, 'runs', run));

const runOf = (lines: { event?: string }[]): string =>
  (lines.find(({ event }) => event === 'queued') as unknown as { run: string }).run;

it(`a run killed at ${ROUNDS} random moments, engine and host in turn, ends as if nothing had been`, async () => {
  const terminal = await Terminal.open();
  try {
    const whole = await terminal.run(TRAIN);
    expect(whole.code, whole.stderr).toBe(0);
    const expected = finalHashes(terminal.library, runOf(whole.lines));
    for (let round = 0; round < ROUNDS; round++) {
      const killed = terminal.start(TRAIN);
      const { run } = (await killed.line(({ event }) => event === 'queued')) as unknown as { run: string };
      await sleep(300 + Math.random() * 2500);
      const victims = round % 2 === 0 ? childrenOf(killed.process.pid!) : [killed.process.pid!];
      for (const pid of victims) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // it was quicker
        }
      }
      await killed.ended;
      const [found] = (await terminal.run(['show', run])).lines as unknown as { state: string }[];
      if (found?.state !== 'completed') {
        const resumed = await terminal.run(['resume', run]);
        expect(resumed.code, resumed.stderr).toBe(0);
      }
      expect(finalHashes(terminal.library, run), `round ${round}`).toEqual(expected);
    }
  } finally {
    await terminal.close();
  }
});
