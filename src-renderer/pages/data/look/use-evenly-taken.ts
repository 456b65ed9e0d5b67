import { shallowRef, watch, type ShallowRef } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { useClient } from '../../../client/provide';
import { samplesFrom, type Sample } from '../../../format/samples';
import { evenlyTaken, type Part } from './parts';

const BATCH = 500;

/** At most so many samples of a part, evenly taken; none of a dataset that cannot be read. */
export function useEvenlyTaken(
  wanted: () => { dataset: DatasetSummary; part: Part; most: number },
): Readonly<ShallowRef<readonly Sample[]>> {
  const client = useClient();
  const taken = shallowRef<readonly Sample[]>([]);
  let asked = 0;
  watch(
    () => {
      const { dataset, part, most } = wanted();
      return [dataset.id, dataset.state, dataset.fingerprint, part.name, part.count, most].join(' ');
    },
    async () => {
      const its = ++asked;
      const { dataset, part, most } = wanted();
      const places = evenlyTaken({ count: part.count, at: (index) => part.from + index }, most);
      const found: Sample[] = [];
      try {
        for (let from = 0; from < places.length; from += BATCH) {
          const indices = places.slice(from, from + BATCH);
          const blob = await client.datasets.samplesAt({ dataset: dataset.id, split: part.split, indices });
          if (its !== asked) return;
          found.push(...samplesFrom(new Uint8Array(await blob.arrayBuffer()), dataset));
        }
      } catch {
        // What is wrong with the dataset is said elsewhere.
      }
      if (its === asked) taken.value = found;
    },
    { immediate: true },
  );
  return taken;
}
