import { os } from '@orpc/server';
import { expect, it } from 'vitest';
import type { StudioEvent } from '@shared/contract/event';
import type { Machine } from '@shared/contract/machine';
import { followRuns } from '../../../src-main/electron/follow-runs';
import type { ServedRouter } from '../../../src-main/server/rpc-socket';
import { runSummary } from '../../run-summary';

/** What the taskbar and the tray are told of these events: a run's id, or nothing that trains. */
async function shownOf(...events: StudioEvent[]): Promise<(string | undefined)[]> {
  const router = {
    studio: {
      events: os.handler(async function* () {
        yield { subscription: 0, events };
      }),
      heard: os.handler(() => {}),
    },
  } as unknown as ServedRouter;
  const shown: (string | undefined)[] = [];
  const onProgress = (run: { id: string } | undefined) => void shown.push(run?.id);
  await followRuns(router, { onProgress, onEnding: () => {} }, new AbortController().signal);
  return shown;
}

const HERE = '20260101-000000-aaaa';
const trains = (id: string): StudioEvent => ({ type: 'run', run: runSummary({ id, state: 'running' }) });
const machines = (...states: Machine['state'][]): StudioEvent => ({
  type: 'machines',
  machines: states.map((state) => ({ name: 'box', state }) as Machine),
});

it('shows no progress of a run whose machine is away or forgotten', async () => {
  const there = `box:${HERE}`;
  expect(await shownOf(trains(there), machines('unreachable'))).toEqual([there, undefined]);
  expect(await shownOf(trains(there), machines())).toEqual([there, undefined]);
  expect(await shownOf(trains(there), machines('reachable'))).toEqual([there]);
  expect(await shownOf(trains(HERE), machines('unreachable'))).toEqual([HERE]);
});
