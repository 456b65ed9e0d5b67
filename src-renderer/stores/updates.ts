import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { UpdateChanges, UpdateState } from '@shared/contract/update';
import { useClient } from '../client/provide';
import { useJobs } from './jobs';

/** What is known of newer versions of the program, and what becomes of them. */
export const useUpdates = defineStore('updates', () => {
  const client = useClient();
  const jobs = useJobs();
  /** undefined until the studio told */
  const state = shallowRef<UpdateState>();
  /** the last fetch that was started since the studio began */
  const job = computed(() => jobs.list.findLast(({ type }) => type === 'fetch-update'));
  const put = (told: UpdateState) => {
    state.value = told;
  };

  return {
    state,
    job,
    put,
    fetchState: async () => put(await client.updates.get()),
    change: async (changes: UpdateChanges) => put(await client.updates.set(changes)),
    look: async () => put(await client.updates.look()),
    fetch: async () => {
      const started = await client.updates.fetch();
      // Its first events may have come before the answer.
      if (!jobs.byId.has(started.id)) jobs.put(started);
    },
    install: async (whenIdle: boolean) => put(await client.updates.install({ whenIdle })),
  };
});
