import { computed, type ComputedRef } from 'vue';
import { stepsOf, type Steps } from '@shared/spec/steps';
import { valueAt } from '@shared/spec/path';
import { useRuns } from '../../stores/runs';
import { useDraftContext } from './draft-context';

/** How many steps the draft comes to; undefined while it cannot be told. */
export function useSteps(): ComputedRef<Steps | undefined> {
  const { dataset, draft } = useDraftContext();
  const runs = useRuns();
  return computed(() => {
    const theirs = runs.stepsPerEpochOf(valueAt(draft.value, 'start.run'));
    return dataset.value && stepsOf(draft.value, dataset.value, theirs);
  });
}
