import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { ChosenPlace } from '@shared/contract/place';
import { byAge } from '@shared/machines/machine-id';
import type { ListedSweep, Sweep, SweepLabelChange } from '@shared/contract/sweep';
import type { Budget } from '@shared/sweep/sweep-spec';
import { useClient } from '../client/provide';

/** A quick sweep ends several epochs a second; its trials are fetched as a whole. */
const FETCH_PAUSE_MS = 1000;

/** Every sweep of the library, as last heard. */
export const useSweeps = defineStore('sweeps', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, ListedSweep>());
  /** those that a page has looked at */
  const wholeById = shallowReactive(new Map<string, Sweep>());
  const bringing = new Map<string, Promise<void>>();

  const newestFirst = computed(() => [...byId.values()].sort((a, b) => byAge(b, a)));
  /** without those that were archived */
  const listed = computed(() => newestFirst.value.filter(({ archived }) => !archived));

  function put(sweep: Sweep): Sweep {
    byId.set(sweep.id, sweep);
    wholeById.set(sweep.id, sweep);
    return sweep;
  }

  function fetch(sweep: string): Promise<void> {
    const known = bringing.get(sweep);
    if (known) return known;
    const fetching = client.sweeps
      .get({ sweep })
      .then((its) => void put(its))
      // What cannot be fetched now is fetched when the connection is there again.
      .catch(() => {})
      .finally(() => bringing.delete(sweep));
    bringing.set(sweep, fetching);
    return fetching;
  }
  const due = new Set<string>();
  function fetchSoon(sweep: string) {
    if (due.size === 0) {
      setTimeout(() => {
        // One that is under way may have been answered before what was heard of.
        for (const id of due) void (bringing.get(id) ?? Promise.resolve()).then(() => fetch(id));
        due.clear();
      }, FETCH_PAUSE_MS);
    }
    due.add(sweep);
  }

  async function fetchAll() {
    const sweeps = await client.sweeps.list();
    byId.clear();
    for (const sweep of sweeps) byId.set(sweep.id, sweep);
    await Promise.all([...wholeById.keys()].map(fetch));
  }

  function remove(sweep: string) {
    byId.delete(sweep);
    wholeById.delete(sweep);
  }

  return {
    byId,
    newestFirst,
    listed,
    fetchAll,
    remove,
    /** The whole of a sweep; undefined while it is being fetched, which asking for it begins. */
    whole(sweep: string): Sweep | undefined {
      const known = wholeById.get(sweep);
      if (known === undefined && byId.has(sweep)) void fetch(sweep);
      return known;
    },
    hear(sweep: ListedSweep) {
      byId.set(sweep.id, sweep);
      if (wholeById.has(sweep.id)) fetchSoon(sweep.id);
    },
    /** Whether Optuna can draw trials here. */
    optuna: (again: boolean) => client.sweeps.optuna({ again }),
    /** @param place left out: on this machine */
    check: (spec: unknown, place?: ChosenPlace) => client.sweeps.check({ spec, place }),
    create: async (spec: unknown, place?: ChosenPlace) => put(await client.sweeps.create({ spec, place })),
    pause: async (sweep: string) => put(await client.sweeps.pause({ sweep })),
    resume: async (sweep: string, acceptChanges = false) =>
      put(await client.sweeps.resume({ sweep, acceptChanges })),
    stop: async (sweep: string) => put(await client.sweeps.stop({ sweep })),
    extend: async (sweep: string, budget: Budget) => put(await client.sweeps.extend({ sweep, budget })),
    label: async (sweep: string, change: SweepLabelChange) =>
      put(await client.sweeps.label({ sweep, change })),
    /** Moves a sweep into the bin, and its runs with it if that is wanted. */
    discard: async (sweep: string, runs: boolean) => {
      const gone = await client.sweeps.discard({ sweep, runs });
      remove(sweep);
      return gone;
    },
    restore: async (sweep: string) => put(await client.sweeps.restore({ sweep })),
  };
});
