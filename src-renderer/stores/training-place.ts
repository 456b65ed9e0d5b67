import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { rayPlaceSchema, type RayPlace } from '@shared/contract/place';

const STORED_AT = 'trainyard.ray-cluster';

function stored(): RayPlace | undefined {
  try {
    return rayPlaceSchema.safeParse(JSON.parse(localStorage.getItem(STORED_AT) ?? 'null')).data;
  } catch {
    return undefined;
  }
}

/** Where the next run or sweep trains. The cluster is kept in this browser or window alone. */
export const useTrainingPlace = defineStore('training-place', () => {
  const known = shallowRef(stored());
  /** A window begins with this machine: nothing goes to a cluster that nobody chose. */
  const isElsewhere = ref(false);
  return {
    /** the cluster that was used last */
    known,
    isElsewhere,
    /** undefined: this machine */
    chosen: computed(() => (isElsewhere.value ? known.value : undefined)),
    /** Takes a cluster, and keeps it for the next time. */
    choose(place: RayPlace) {
      known.value = place;
      isElsewhere.value = true;
      localStorage.setItem(STORED_AT, JSON.stringify(place));
    },
  };
});
