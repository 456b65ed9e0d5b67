import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { RuntimeSummary } from '@shared/contract/runtime';
import { useClient } from '../client/provide';
import { useJobs } from './jobs';

/** Native libraries for this machine: those that can be fetched, and those that are here. */
export const useRuntimes = defineStore('runtimes', () => {
  const client = useClient();
  const jobs = useJobs();
  const list = shallowRef<RuntimeSummary[]>([]);
  /** the last fetch that was started since the studio began */
  const job = computed(() => jobs.list.findLast(({ type }) => type === 'fetch-runtime'));

  return {
    list,
    job,
    fetchAll: async () => {
      list.value = await client.runtimes.list();
    },
    /** @param mirror an address to try first, or where none is known */
    fetch: async (runtime: string, mirror?: string) => {
      const started = await client.runtimes.fetch({ runtime, mirror });
      // Its first events may have come before the answer.
      if (!jobs.byId.has(started.id)) jobs.put(started);
    },
    remove: async (runtime: string) => {
      list.value = await client.runtimes.remove({ runtime });
    },
  };
});
