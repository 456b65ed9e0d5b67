import { computed, type ComputedRef } from 'vue';
import { useDraftContext } from './draft-context';
import { splitOf } from './split';

export interface Steps {
  perEpoch: number;
  total: number;
}

/** How many steps the draft comes to; undefined while it cannot be told. */
export function useSteps(): ComputedRef<Steps | undefined> {
  const { dataset, valueAt } = useDraftContext();
  return computed(() => {
    const [batchSize, epochs] = [valueAt('batchSize'), valueAt('epochs')];
    if (!dataset.value || typeof batchSize !== 'number' || typeof epochs !== 'number') return undefined;
    if (batchSize < 1 || epochs < 1) return undefined;
    const { train } = splitOf(dataset.value, valueAt('validation.fraction'));
    const perEpoch = Math.ceil(train / batchSize);
    return { perEpoch, total: perEpoch * epochs };
  });
}
