import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { Evaluation } from '@shared/contract/evaluation';
import { useClient } from '../client/provide';

/** Every evaluation of every checkpoint, as last heard; newest first. */
export const useEvaluations = defineStore('evaluations', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, Evaluation>());
  const list = computed(() => [...byId.values()].sort((a, b) => b.at.localeCompare(a.at)));

  async function fetchAll() {
    const all = await client.evaluations.list({});
    byId.clear();
    for (const evaluation of all) byId.set(evaluation.id, evaluation);
  }

  async function fetchRun(run: string) {
    for (const evaluation of await client.evaluations.list({ run })) byId.set(evaluation.id, evaluation);
  }

  return {
    byId,
    list,
    fetchAll,
    fetchRun,
    put: (evaluation: Evaluation) => byId.set(evaluation.id, evaluation),
    of: (run: string, checkpoint: string) =>
      list.value.filter((one) => one.run === run && one.checkpoint === checkpoint),
  };
});
