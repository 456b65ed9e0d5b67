import { shallowRef, watch, type ShallowRef } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { useClient } from '../client/provide';
import { samplesFrom, type Sample } from '../format/samples';

export interface SamplesWanted {
  dataset: DatasetSummary | undefined;
  split: 'train' | 'test';
  offset: number;
  count: number;
}

/** Samples of a dataset, fetched anew when another part is wanted or the dataset has grown. */
export function useSamples(wanted: () => SamplesWanted): Readonly<ShallowRef<readonly Sample[]>> {
  const client = useClient();
  const samples = shallowRef<readonly Sample[]>([]);
  let asked = 0;
  const key = () => {
    const { dataset, split, offset, count } = wanted();
    return dataset && [dataset.id, dataset.state, dataset.fingerprint, split, offset, count].join(' ');
  };
  watch(
    key,
    async () => {
      const its = ++asked;
      const { dataset, ...part } = wanted();
      if (!dataset) return;
      try {
        const blob = await client.datasets.samples({ dataset: dataset.id, ...part });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        if (its === asked) samples.value = samplesFrom(bytes, dataset);
      } catch {
        // A dataset that is not made yet, or is damaged, has no pictures; its state says so elsewhere.
        if (its === asked) samples.value = [];
      }
    },
    { immediate: true },
  );
  return samples;
}
