import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JobWatch } from '../../../src-main/studio/ray/job-watch';
import { RayFault, type RayJobState } from '../../../src-main/studio/ray/ray-jobs';

const DELAYS = { ask: 3_000, waiting: 10_000, lastLines: 6_000, silent: 20_000, lost: 180_000 };
const state = (status: RayJobState['status']): RayJobState => ({
  status,
  message: '',
  errorType: '',
  exitCode: null,
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Looks every second for so long, as the cluster answers; the first fate ends it. */
async function watched(
  seconds: number,
  answer: (second: number) => RayJobState | RayFault,
  heardAt: readonly number[] = [],
) {
  const tell = { waiting: vi.fn(), silent: vi.fn() };
  let second = 0;
  const jobs = {
    state: async () => {
      const its = answer(second);
      if (its instanceof RayFault) throw its;
      return its;
    },
  };
  const watch = new JobWatch(jobs, 'job', DELAYS, tell);
  for (; second < seconds; second++) {
    if (heardAt.includes(second)) watch.heard();
    const fate = await watch.look();
    if (fate) return { fate, second, tell };
    vi.advanceTimersByTime(1000);
  }
  return { fate: undefined, second, tell };
}

it('a job that is over is so when its last lines had time to come', async () => {
  const { fate, second } = await watched(60, (at) => state(at < 9 ? 'RUNNING' : 'FAILED'));
  expect(fate).toEqual({ is: 'over', state: state('FAILED') });
  expect(second).toBeGreaterThanOrEqual(15);
});

it('a job that waits is told of once, and is never lost', async () => {
  const { fate, tell } = await watched(900, () => state('PENDING'));
  expect(fate).toBeUndefined();
  expect(tell.waiting).toHaveBeenCalledTimes(1);
  expect(tell.silent).not.toHaveBeenCalled();
});

it('a cluster that does not answer costs nothing while the node is heard', async () => {
  const away = () => new RayFault('No Ray cluster answers.', 'unreachable');
  const heard = Array.from({ length: 100 }, (_, at) => 10 * at);
  expect((await watched(600, away, heard)).fate).toBeUndefined();
  const { fate, second } = await watched(600, away, [100]);
  expect(fate).toEqual({ is: 'lost' });
  expect(second).toBe(281);
});

it('a job that the cluster has forgotten is over', async () => {
  const { fate } = await watched(60, () => new RayFault('unknown', 'unknown'));
  expect(fate).toEqual({ is: 'over', state: undefined });
});

it('that neither cluster nor node is heard is told once, and once that one of them is again', async () => {
  const away = new RayFault('No Ray cluster answers.', 'unreachable');
  const byCluster = await watched(120, (at) => (at < 60 ? away : state('RUNNING')));
  expect(byCluster.tell.silent.mock.calls).toEqual([[true], [false]]);
  const byNode = await watched(80, () => away, [60]);
  expect(byNode.tell.silent.mock.calls).toEqual([[true], [false]]);
  const whileHeard = await watched(80, () => away, [0, 15, 30, 45, 60, 75]);
  expect(whileHeard.tell.silent).not.toHaveBeenCalled();
});
