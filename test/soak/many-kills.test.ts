import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { childrenOf } from '../children-of';
import { expectSame, outcomeOfLast, runsIn } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { inTurn } from '../soak-turns';
import { Terminal } from '../terminal';
import { PLAIN, STATEFUL } from '../trained-specs';

/** Long enough for many kills in one run, which then ends by being compared once. */
const LENGTH = ['--set', 'epochs=40', '--set', 'checkpoint.everySteps=25', '--set', 'checkpoint.keep.last=3'];
/** From a program's start to the kill: it is starting, going on from a checkpoint, or trains. */
const [SOONEST_MS, LATEST_MS] = [200, 3500];

function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it was quicker
    }
  }
}

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
const KINDS: [string, string[], number][] = [
  ['a plain run', PLAIN, isShort ? 6 : 20],
  ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL, isShort ? 6 : 20],
  ['the same on WebAssembly', [...STATEFUL, '--backend', 'wasm'], isShort ? 4 : 10],
];

it.each(inTurn(KINDS, 1))(
  'killed again and again before it is done, engine and host in turn, a run ends as if nothing had been: %s',
  async (_, train, wanted) => {
    const terminal = await Terminal.openEmpty();
    try {
      const args = [...train, ...LENGTH, ...(await onSmallDataset(terminal))];
      const whole = await terminal.run(args);
      expect(whole.code, whole.stderr).toBe(0);
      const expected = await outcomeOfLast(terminal);
      const before = runsIn(terminal);
      let kills = 0;
      let runs = 0;
      while (kills < wanted) {
        const run = runsIn(terminal).find((name) => !before.includes(name));
        if (run === undefined) runs += 1;
        const started = terminal.start(run === undefined ? args : ['resume', run]);
        if (run === undefined) await started.line(({ event }) => event === 'queued');
        const hasEnded = await Promise.race([
          started.ended.then(() => true),
          sleep(SOONEST_MS + Math.random() * (LATEST_MS - SOONEST_MS)).then(() => false),
        ]);
        if (!hasEnded) {
          const host = started.process.pid!;
          const engines = childrenOf(host);
          kill(kills % 2 === 0 && engines.length > 0 ? engines : [host]);
        }
        const { code, stderr } = await started.ended;
        if (code !== 0) {
          expect(hasEnded, `${join(terminal.library, 'runs')}: ${stderr}`).toBe(false);
          kills += 1;
        } else await expectSame(terminal, before, expected);
      }
      await expectSame(terminal, before, expected);
      console.log(`${kills} kills in ${runs} runs`);
    } finally {
      await terminal.close();
    }
  },
);
