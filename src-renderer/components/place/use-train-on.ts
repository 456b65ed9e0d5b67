import { computed } from 'vue';
import { machineOf } from '@shared/machines/machine-id';
import { valueAt } from '@shared/spec/path';
import { useDraft } from '../../stores/draft';
import { useMachines } from '../../stores/machines';
import { useTrainingPlace } from '../../stores/training-place';

/**
 * Where the draft, or a sweep of it, is to be trained: on this machine, on another one, or in a Ray cluster.
 *
 * @param ofSweep whether it is a sweep, which goes to another machine only where its data lies there
 */
export function useTrainOn(ofSweep = false) {
  const [draft, machines, cluster] = [useDraft(), useMachines(), useTrainingPlace()];
  /** where the data lies on another machine, it is trained there */
  const ofData = computed(() => {
    const dataset = valueAt(draft.spec, 'data.dataset');
    return typeof dataset === 'string' ? machineOf(dataset) : undefined;
  });
  /** of another machine; undefined: none */
  const name = computed(() => {
    if (ofData.value !== undefined) return ofData.value;
    return !ofSweep && machines.byName.has(draft.on) ? draft.on : undefined;
  });
  const machine = computed(() => (name.value === undefined ? undefined : machines.byName.get(name.value)));
  return {
    ofData,
    name,
    /** why nothing is measured for it here, in words; undefined: it trains on this machine */
    elsewhere: computed(() => {
      const where = name.value ?? (cluster.chosen && 'a cluster');
      return where === undefined ? undefined : `It would try this machine, and the run trains on ${where}`;
    }),
    machine,
    /** whether it is to be trained on a machine that cannot be reached just now */
    isAway: computed(() => name.value !== undefined && machine.value?.state !== 'reachable'),
    /** the cluster; undefined: none */
    place: computed(() => (name.value === undefined ? cluster.chosen : undefined)),
    /** as it stands in a list: the name of a machine or the address of a cluster, which are never alike; empty: this machine */
    choice: computed({
      get: () => name.value ?? cluster.chosen?.address ?? '',
      set: (to: string) => {
        const isMachine = machines.byName.has(to);
        draft.on = isMachine ? to : '';
        cluster.address = isMachine ? '' : to;
      },
    }),
  };
}
