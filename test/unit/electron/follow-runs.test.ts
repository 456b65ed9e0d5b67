import { os } from '@orpc/server';
import { expect, it } from 'vitest';
import type { StudioEvent } from '@shared/contract/event';
import type { Machine } from '@shared/contract/machine';
import type { RunSummary } from '@shared/contract/run';
import type { ListedSweep } from '@shared/contract/sweep';
import { followRuns } from '../../../src-main/electron/follow-runs';
import type { ServedRouter } from '../../../src-main/server/rpc-socket';
import { runSummary } from '../../run-summary';

interface Heard {
  /** what the taskbar and the tray are told: a run's id, or nothing that trains */
  shown: (string | undefined)[];
  /** titles of what a person is told of */
  told: string[];
}

/** What is heard of a studio in which this is under way, and then these events happen. */
async function heardOf(
  { runs = [], sweeps = [] }: { runs?: RunSummary[]; sweeps?: ListedSweep[] },
  ...events: StudioEvent[]
): Promise<Heard> {
  const router = {
    studio: {
      events: os.handler(async function* () {
        yield { subscription: 0, events };
      }),
      heard: os.handler(() => {}),
    },
    runs: {
      list: os.handler(() => runs),
      get: os.handler(({ input }) => runs.find(({ id }) => id === (input as { run: string }).run)),
    },
    sweeps: { list: os.handler(() => sweeps) },
    settings: { get: os.handler(() => ({ settings: { notifications: 'all' } })) },
  } as unknown as ServedRouter;
  const heard: Heard = { shown: [], told: [] };
  await followRuns(
    router,
    {
      onProgress: (run) => void heard.shown.push(run?.id),
      onEnding: ({ title }) => void heard.told.push(title),
    },
    new AbortController().signal,
  );
  return heard;
}

const shownOf = async (...events: StudioEvent[]) => (await heardOf({}, ...events)).shown;

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

it('shows one of several that train at once, and the next one when it has ended', async () => {
  const there = `box:${HERE}`;
  const progress = (run: string) => ({ type: 'progress', run, progress: {} }) as StudioEvent;
  const paused: StudioEvent = { type: 'run', run: runSummary({ id: HERE, state: 'paused' }) };
  const both = [machines('reachable'), trains(HERE), trains(there), progress(there), progress(HERE)];
  expect(await shownOf(...both, paused, progress(there))).toEqual([HERE, HERE, there, there]);
  expect(await shownOf(...both, machines('unreachable'), paused)).toEqual([HERE, HERE, undefined]);
});

it('knows what was under way before it listened, as in the studio of another Trainyard', async () => {
  const done: StudioEvent = { type: 'run', run: runSummary({ id: HERE, state: 'completed' }) };
  const runs = [runSummary({ id: HERE, state: 'running' }), runSummary({ id: '20250101-000000-aaaa' })];
  expect(await heardOf({ runs }, done)).toEqual({ shown: [HERE, undefined], told: ['a run is done'] });

  const sweep = { id: HERE, name: 'a sweep', phase: 'running', reason: null, best: null } as ListedSweep;
  const ended: StudioEvent = { type: 'sweep', sweep: { ...sweep, phase: 'done' } };
  expect(await heardOf({ sweeps: [sweep] }, ended)).toEqual({ shown: [], told: ['a sweep is done'] });
});
