import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { childrenOf } from '../children-of';
import { expectSame, outcomeOfLast, runsIn } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { inTurn } from '../soak-turns';
import { Terminal } from '../terminal';
import { PLAIN, STATEFUL } from '../trained-specs';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
/** Most kills come while it trains, whatever the machine. */
const LENGTH = [
  '--set',
  `epochs=${isShort ? 12 : 24}`,
  '--set',
  'checkpoint.everySteps=50',
  '--set',
  'checkpoint.keep.last=3',
];

/** Kills the engines of a host, or the host itself. */
function kill(host: number, round: number): void {
  for (const pid of round % 2 === 0 ? childrenOf(host) : [host]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it was quicker
    }
  }
}

const KINDS: [string, string[], number][] = [
  ['a plain run', PLAIN, isShort ? 2 : 25],
  ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL, isShort ? 3 : 25],
  ['the same on WebAssembly', [...STATEFUL, '--backend', 'wasm'], isShort ? 1 : 10],
];

it.each(inTurn(KINDS, 2))(
  'killed at random moments, engine and host in turn, and resumed, ends as if nothing had been: %s',
  async (_, train, rounds) => {
    const terminal = await Terminal.open();
    try {
      const args = [...train, ...LENGTH, ...(await onSmallDataset(terminal))];
      const began = performance.now();
      const whole = await terminal.run(args);
      expect(whole.code, whole.stderr).toBe(0);
      const lasts = performance.now() - began;
      const expected = await outcomeOfLast(terminal);
      let resumed = 0;
      for (let round = 0; round < rounds; round++) {
        const before = runsIn(terminal);
        const killed = terminal.start(args);
        // The last time surely while it trains; else at any time since it was queued.
        const isLast = round === rounds - 1;
        await killed.line(({ event }) => event === (isLast ? 'epoch' : 'queued'));
        if (!isLast) await sleep(Math.random() * 0.9 * lasts);
        kill(killed.process.pid!, round);
        if ((await killed.ended).code !== 0) resumed++;
        await expectSame(terminal, before, expected);
      }
      expect(resumed).toBeGreaterThan(0);
    } finally {
      await terminal.close();
    }
  },
);
