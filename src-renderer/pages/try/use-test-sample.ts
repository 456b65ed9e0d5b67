import { computed } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { namesOfSamples, type SampleName } from '@shared/evaluation/sample-names';
import { useClient } from '../../client/provide';
import { samplesFrom, type Sample } from '../../format/samples';

/** Samples of a dataset's test part, any of them: its training part where it has none. */
export function useTestSample(
  dataset: () => DatasetSummary | undefined,
  onTaken: (sample: Sample, dataset: DatasetSummary, name: SampleName | undefined) => void,
) {
  const client = useClient();
  const part = computed(() => {
    const its = dataset();
    if (its === undefined || its.state === 'available' || its.state === 'damaged') return undefined;
    if (its.testCount > 0) return { split: 'test' as const, count: its.testCount };
    return its.trainCount > 0 ? { split: 'train' as const, count: its.trainCount } : undefined;
  });
  return {
    isThere: computed(() => part.value !== undefined),
    split: computed(() => part.value?.split),
    take: async () => {
      const [its, from] = [dataset(), part.value];
      if (!its || !from) return;
      const offset = Math.floor(Math.random() * from.count);
      const [blob, names] = await Promise.all([
        client.datasets
          .samples({ dataset: its.id, split: from.split, offset, count: 1 })
          .catch(() => undefined),
        // It can be tried without a name too.
        namesOfSamples(client, its, from.split, [offset]).catch(() => []),
      ]);
      if (!blob) return;
      const [sample] = samplesFrom(new Uint8Array(await blob.arrayBuffer()), its);
      if (sample) onTaken(sample, its, names[0]);
    },
  };
}
