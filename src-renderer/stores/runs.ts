import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import { useClient } from '../client/provide';
import type { RunEvent, RunSummary } from '@shared/contract/run';

/** A run that an engine has, or is about to get. */
export const isLive = (run: RunSummary): boolean => run.state === 'starting' || run.state === 'running';

/** Every run of the library, as last heard. */
export const useRuns = defineStore('runs', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, RunSummary>());
  const eventsById = shallowReactive(new Map<string, RunEvent[]>());

  const oldestFirst = computed(() =>
    [...byId.values()].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)),
  );
  const newestFirst = computed(() => oldestFirst.value.toReversed());
  const live = computed(() => oldestFirst.value.filter(isLive));
  const queued = computed(() => oldestFirst.value.filter((run) => run.state === 'queued'));

  async function fetchAll() {
    const runs = await client.runs.list();
    const known = new Set(runs.map((run) => run.id));
    for (const id of byId.keys()) if (!known.has(id)) byId.delete(id);
    for (const run of runs) byId.set(run.id, run);
    await Promise.all([...eventsById.keys()].filter((id) => known.has(id)).map(fetchEvents));
  }

  async function fetchEvents(run: string) {
    eventsById.set(run, await client.runs.events({ run }));
  }

  const put = (run: RunSummary) => {
    byId.set(run.id, run);
    return run;
  };

  return {
    byId,
    eventsById,
    newestFirst,
    oldestFirst,
    live,
    queued,
    fetchAll,
    fetchEvents,
    put,
    remove: (run: string) => byId.delete(run),
    addEvent(run: string, event: RunEvent) {
      const known = eventsById.get(run);
      if (known) eventsById.set(run, [...known, event]);
    },
    create: async (spec: unknown) => put(await client.runs.create({ spec })),
    stop: async (run: string) => put(await client.runs.stop({ run })),
    resume: async (run: string) => put(await client.runs.resume({ run })),
    rename: async (run: string, name: string) => put(await client.runs.rename({ run, name })),
  };
});
