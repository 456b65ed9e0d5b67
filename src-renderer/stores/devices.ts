import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { BackendKind } from '@shared/contract/backend';
import type { DeviceReport } from '@shared/contract/devices';
import { useClient } from '../client/provide';
import { useJobs } from './jobs';

/** What the machine can compute with, as last asked, and its self-tests. */
export const useDevices = defineStore('devices', () => {
  const client = useClient();
  const jobs = useJobs();
  /** undefined until the studio told */
  const report = shallowRef<DeviceReport>();
  /** the last self-test that was started since the studio began */
  const job = computed(() => jobs.list.findLast(({ type }) => type === 'self-test'));

  return {
    report,
    job,
    fetch: async () => {
      report.value = await client.devices.report();
    },
    test: async (backend: BackendKind) => {
      const started = await client.devices.test({ backend });
      // Its first events may have come before the answer.
      if (!jobs.byId.has(started.id)) jobs.put(started);
    },
  };
});
