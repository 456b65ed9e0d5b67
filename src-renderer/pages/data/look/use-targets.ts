import { shallowRef, watch, type ShallowRef } from 'vue';
import type { DatasetSummary } from '@shared/contract/dataset';
import { useClient } from '../../../client/provide';

export interface Targets {
  train: Uint8Array;
  test: Uint8Array;
}

/** The classes of all samples of a dataset, a byte each; undefined until they are there, and where there are none. */
export function useTargets(dataset: () => DatasetSummary): Readonly<ShallowRef<Targets | undefined>> {
  const client = useClient();
  const targets = shallowRef<Targets>();
  let asked = 0;
  watch(
    () => [dataset().id, dataset().state, dataset().fingerprint].join(' '),
    async () => {
      const its = ++asked;
      const { id, state, target } = dataset();
      targets.value = undefined;
      if (state !== 'ready' || target.type !== 'classes') return;
      try {
        const [train, test] = await Promise.all(
          (['train', 'test'] as const).map(async (split) => {
            const blob = await client.datasets.targets({ dataset: id, split });
            return new Uint8Array(await blob.arrayBuffer());
          }),
        );
        if (its === asked && train && test) targets.value = { train, test };
      } catch {
        // Without them nothing is filtered or counted by part; what is wrong with the dataset is said elsewhere.
      }
    },
    { immediate: true },
  );
  return targets;
}
