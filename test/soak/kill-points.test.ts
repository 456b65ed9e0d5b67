import { expect, it } from 'vitest';
import { expectSame, runsIn, trainAndKill, uninterrupted } from '../kill-test';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';
import { PLAIN, STATEFUL } from '../trained-specs';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
const LENGTH = ['--set', 'epochs=3', '--set', 'checkpoint.everySteps=20', '--set', 'checkpoint.keep.last=2'];

/** Its first time, and some later one; of phases also a little later, within what they do. */
const timesOf = (name: string, count: number): string[] => {
  const later = 2 + Math.floor(Math.random() * Math.max(1, count / 2 - 1));
  const times = [name, ...(count >= 4 ? [`${name}#${later}`] : [])];
  if (!name.startsWith('during ')) return times;
  return times.flatMap((time) => [time, `${time}+${1 + Math.floor(Math.random() * 30)}`]);
};

const KINDS: [string, string[]][] = [
  ['norm, dropout, momentum, schedule, running mean of weights', STATEFUL],
];
if (!isShort) KINDS.push(['a plain run', PLAIN]);

it.each(KINDS)(
  'killed at every named point, and resumed, ends as if nothing had been: %s',
  async (_, spec) => {
    const terminal = await Terminal.open();
    try {
      const train = [...spec, ...LENGTH, ...(await onSmallDataset(terminal))];
      const { outcome, points } = await uninterrupted(terminal, train);
      const all = [...points].flatMap(([name, count]) => timesOf(name, count));
      const chosen = isShort ? all.filter((_, index) => index % 16 === 0) : all;
      expect(points.size).toBeGreaterThan(40);
      const missed: string[] = [];
      for (const point of chosen) {
        const before = runsIn(terminal);
        const { code } = await trainAndKill(terminal, train, point);
        // How often metrics are written depends on time: the point may not have been passed that often.
        if (code === 0) missed.push(point);
        try {
          await expectSame(terminal, before, outcome);
        } catch (error) {
          throw new Error(`killed at "${point}"`, { cause: error });
        }
      }
      console.log(
        `killed at ${chosen.length - missed.length} points; not passed: ${missed.join(', ') || 'none'}`,
      );
      expect(missed.length).toBeLessThan(chosen.length / 5);
    } finally {
      await terminal.close();
    }
  },
);
