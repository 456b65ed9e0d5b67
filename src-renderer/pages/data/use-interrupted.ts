import { shallowRef, watch } from 'vue';
import type { InterruptedImport } from '@shared/contract/interrupted-import';
import { useClient } from '../../client/provide';
import { isOfData, useJobs } from '../../stores/jobs';

/** Imports that were cut off, looked for anew whenever an import begins or ends. */
export function useInterrupted() {
  const client = useClient();
  const jobs = useJobs();
  const list = shallowRef<readonly InterruptedImport[]>([]);
  let asked = 0;

  async function look() {
    const its = ++asked;
    const found = await client.datasets.interrupted().catch(() => []);
    if (its === asked) list.value = found;
  }
  watch(
    () =>
      jobs.list
        .filter(isOfData)
        .map(({ id, state, done }) => `${id} ${state} ${done > 0}`)
        .join(),
    look,
    { immediate: true },
  );

  return {
    list,
    async goOn({ id, request }: InterruptedImport): Promise<void> {
      const job = await client.datasets.import(request);
      if (!jobs.byId.has(job.id)) jobs.put(job);
      jobs.awaited = job.id;
      asked++;
      list.value = list.value.filter((one) => one.id !== id);
    },
    async discard(id: string): Promise<void> {
      asked++;
      list.value = await client.datasets.discardInterrupted({ id });
    },
  };
}
