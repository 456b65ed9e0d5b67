import { computed, type ComputedRef } from 'vue';
import { stepsOf, type Steps } from '@shared/spec/steps';
import { useDraftContext } from './draft-context';

/** How many steps the draft comes to; undefined while it cannot be told. */
export function useSteps(): ComputedRef<Steps | undefined> {
  const { dataset, draft } = useDraftContext();
  return computed(() => dataset.value && stepsOf(draft.value, dataset.value));
}
