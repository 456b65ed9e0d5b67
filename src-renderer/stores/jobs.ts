import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { JobSummary } from '@shared/contract/job';
import { useClient } from '../client/provide';

/** Imports, evaluations and the like, as last heard. */
export const useJobs = defineStore('jobs', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, JobSummary>());
  const list = computed(() => [...byId.values()]);

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
    fetchAll,
    put,
    cancel: async (job: string) => put(await client.jobs.cancel({ job })),
    /** takes a failed job, whose reason was read, off the page */
    forget: (job: string) => byId.delete(job),
  };
});
