import { computed } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { useClient } from '../../client/provide';
import { samplesFrom } from '../../format/samples';

export interface TestPicture {
  pixels: Uint8Array;
  /** of its class */
  name: string;
}

/** Pictures of a dataset's test part, any of them, for whoever cannot or will not draw. */
export function useTestPicture(
  dataset: () => DatasetSummary | undefined,
  onTaken: (picture: TestPicture) => void,
) {
  const client = useClient();
  const isThere = computed(() => {
    const its = dataset();
    return its !== undefined && its.state !== 'available' && its.testCount > 0;
  });
  return {
    isThere,
    take: async () => {
      const its = dataset();
      if (!its || !isThere.value) return;
      const offset = Math.floor(Math.random() * its.testCount);
      const blob = await client.datasets
        .samples({ dataset: its.id, split: 'test', offset, count: 1 })
        .catch(() => undefined);
      if (!blob) return;
      const [sample] = samplesFrom(new Uint8Array(await blob.arrayBuffer()), its);
      if (sample) onTaken({ pixels: sample.pixels, name: its.classes[sample.label] ?? '' });
    },
  };
}
