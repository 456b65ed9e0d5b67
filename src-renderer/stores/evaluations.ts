import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { Evaluation } from '@shared/contract/evaluation';
import { useClient } from '../client/provide';
import { heardMeanwhile } from './heard-meanwhile';

/** Every evaluation of every checkpoint, as last heard; newest first. */
export const useEvaluations = defineStore('evaluations', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, Evaluation>());
  const meanwhile = heardMeanwhile<Evaluation>();
  const list = computed(() => [...byId.values()].sort((a, b) => b.at.localeCompare(a.at)));

  async function fetchAll() {
    const [all, heard] = await meanwhile.during(client.evaluations.list({}));
    byId.clear();
    for (const evaluation of [...all, ...heard]) byId.set(evaluation.id, evaluation);
  }

  async function fetchRun(run: string) {
    (await client.evaluations.list({ run })).forEach(put);
  }

  function put(evaluation: Evaluation) {
    meanwhile.note(evaluation);
    byId.set(evaluation.id, evaluation);
  }

  return {
    byId,
    list,
    fetchAll,
    fetchRun,
    put,
    of: (run: string, checkpoint: string) =>
      list.value.filter((one) => one.run === run && one.checkpoint === checkpoint),
  };
});
