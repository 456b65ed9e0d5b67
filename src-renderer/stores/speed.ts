import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { SpeedState } from '@shared/contract/speed';
import { usualSetting } from '@shared/speed/fastest';
import { summarize } from '@shared/speed/summary';
import { useClient } from '../client/provide';
import { useJobs } from './jobs';

/** With which settings this machine trains fastest, as far as it was measured. */
export const useSpeed = defineStore('speed', () => {
  const client = useClient();
  const jobs = useJobs();
  /** undefined until the studio told */
  const state = shallowRef<SpeedState>();

  const usual = computed(() => state.value?.machine && usualSetting(state.value.machine));
  /** a row for each kind of model that was measured */
  const rows = computed(() => {
    const setting = usual.value;
    return setting ? (state.value?.speed?.kinds.map((kind) => summarize(kind, setting)) ?? []) : [];
  });
  /** the last measurement that was started since the studio began */
  const job = computed(() => jobs.list.findLast(({ type }) => type === 'measure-speed'));

  const put = (found: SpeedState) => {
    state.value = found;
  };

  return {
    state,
    usual,
    rows,
    job,
    put,
    fetch: async () => put(await client.speed.get()),
    measure: async () => {
      const started = await client.speed.measure({});
      // Its first events may have come before the answer.
      if (!jobs.byId.has(started.id)) jobs.put(started);
    },
  };
});
