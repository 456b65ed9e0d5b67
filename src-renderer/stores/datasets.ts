import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { contentOfDataset } from '@shared/data/content-of';
import { useClient } from '../client/provide';

/** Every dataset of the library, as last heard. */
export const useDatasets = defineStore('datasets', () => {
  const client = useClient();
  const byId = shallowReactive(new Map<string, DatasetSummary>());
  const list = computed(() => [...byId.values()]);

  async function fetchAll() {
    const datasets = await client.datasets.list();
    byId.clear();
    for (const dataset of datasets) byId.set(dataset.id, dataset);
  }

  async function remove(id: string) {
    const left = await client.datasets.remove({ dataset: id });
    byId.clear();
    for (const dataset of left) byId.set(dataset.id, dataset);
  }

  const contentOf = (id: string): string => contentOfDataset(id, byId.get(id));

  return {
    byId,
    list,
    contentOf,
    fetchAll,
    remove,
    put: (dataset: DatasetSummary) => byId.set(dataset.id, dataset),
    /** Somebody else deleted it. */
    drop: (id: string) => byId.delete(id),
  };
});
