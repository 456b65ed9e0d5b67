import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ChosenPlace, RayPlace } from '@shared/contract/place';
import { useClient } from '../client/provide';

/** Where the next run or sweep trains: on this machine, or in a cluster that was used from a terminal. */
export const useTrainingPlace = defineStore('training-place', () => {
  const client = useClient();
  const known = shallowRef<readonly RayPlace[]>([]);
  /** its address; a window begins with this machine: nothing goes to a cluster that nobody chose */
  const address = ref('');
  /** what runs ask for, where that was changed here */
  const asked = shallowRef<Partial<Pick<ChosenPlace, 'cpus' | 'gpus' | 'atOnce'>>>({});
  // What one cluster is asked for says nothing of another.
  watch(address, () => (asked.value = {}));
  const chosen = computed((): ChosenPlace | undefined => {
    const its = known.value.find((place) => place.address === address.value);
    if (its === undefined) return undefined;
    const { cpus, gpus, atOnce } = { ...its, ...asked.value };
    return { address: its.address, cpus, gpus, atOnce };
  });
  return {
    known,
    address,
    asked,
    /** undefined: this machine */
    chosen,
    async fetch() {
      known.value = await client.places.list();
    },
  };
});
