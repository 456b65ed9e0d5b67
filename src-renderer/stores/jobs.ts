import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import type { JobSummary } from '@shared/contract/job';
import { useClient } from '../client/provide';

/** Whether it brings a dataset, or sends one. */
export const isOfData = ({ type }: JobSummary): boolean =>
  type === 'import-dataset' || type === 'make-dataset' || type === 'send-dataset';

/** Imports, evaluations and the like, as last heard. */
export const useJobs = defineStore('jobs', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, JobSummary>());
  const list = computed(() => [...byId.values()]);
  /** the import that was started here and whose dataset is opened once it is there */
  const awaited = ref<string>();

  async function fetchAll() {
    const jobs = await client.jobs.list();
    byId.clear();
    for (const job of jobs) byId.set(job.id, job);
  }

  const put = (job: JobSummary) => {
    byId.set(job.id, job);
    return job;
  };

  return {
    byId,
    list,
    awaited,
    fetchAll,
    put,
    cancel: async (job: string) => put(await client.jobs.cancel({ job })),
    /** takes the failed jobs of data, whose reasons were read, off the page */
    forgetFailed() {
      for (const job of list.value) if (job.state === 'failed' && isOfData(job)) byId.delete(job.id);
    },
  };
});
