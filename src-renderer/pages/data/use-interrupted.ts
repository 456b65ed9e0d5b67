import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { InterruptedImport } from '@shared/contract/interrupted-import';
import { useClient } from '../../client/provide';
import { isOfData, useJobs } from '../../stores/jobs';

/** Imports that were cut off, looked for anew whenever an import begins or ends. */
export function useInterrupted() {
  const client = useClient();
  const jobs = useJobs();
  const found = shallowRef<readonly InterruptedImport[]>([]);
  /** jobs that were started here to go on, by path: it takes them a moment to take over what is there */
  const going = shallowReactive(new Map<string, string>());
  const list = computed(() =>
    found.value.filter(({ request }) => jobs.byId.get(going.get(request.path) ?? '')?.state !== 'running'),
  );
  let asked = 0;

  async function look() {
    const its = ++asked;
    const left = await client.datasets.interrupted().catch(() => []);
    if (its === asked) found.value = left;
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
      const job = await client.datasets.goOn({ id });
      if (!jobs.byId.has(job.id)) jobs.put(job);
      going.set(request.path, job.id);
      jobs.awaited = job.id;
    },
    async discard(id: string): Promise<void> {
      asked++;
      found.value = await client.datasets.discardInterrupted({ id });
    },
  };
}
