import { computed } from 'vue';
import { valueAt } from '@shared/spec/path';
import { machineOf } from '@shared/machines/machine-id';
import { useDraft } from '../../stores/draft';
import { useMachines } from '../../stores/machines';

/** The machine that the draft is to be trained on. */
export function useTrainOn() {
  const [draft, machines] = [useDraft(), useMachines()];
  /** where the data lies on another machine, it is trained there */
  const ofData = computed(() => {
    const dataset = valueAt(draft.spec, 'data.dataset');
    return typeof dataset === 'string' ? machineOf(dataset) : undefined;
  });
  /** undefined: this one */
  const name = computed(() => {
    if (ofData.value !== undefined) return ofData.value;
    return machines.byName.has(draft.on) ? draft.on : undefined;
  });
  return {
    ofData,
    name,
    machine: computed(() => (name.value === undefined ? undefined : machines.byName.get(name.value))),
  };
}
