import { computed, type ComputedRef } from 'vue';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { useDraftContext } from '../draft-context';

/** The optimizer that the draft names, if there is such a one. */
export function useOptimizerName(): ComputedRef<OptimizerName | undefined> {
  const { valueAt } = useDraftContext();
  return computed(() => {
    // A spec as text may leave the name out, which is Adam.
    const name = valueAt('optimizer.name') ?? 'adam';
    return typeof name === 'string' && name in newOptimizer ? (name as OptimizerName) : undefined;
  });
}
