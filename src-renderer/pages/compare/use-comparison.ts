import { computed, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useLastComparison } from '../../stores/comparison';
import { useRuns } from '../../stores/runs';
import { readComparison, writeComparison, type Comparison } from './comparison-link';

/** What is compared, as the address says it: whoever changes it changes the address. */
export function useComparison() {
  const [route, router, store, last] = [useRoute(), useRouter(), useRuns(), useLastComparison()];

  const shown = computed({
    get: () => readComparison(route.query),
    set: (next: Comparison) => void router.replace({ name: 'compare', query: writeComparison(next) }),
  });
  watch(
    () => route.query,
    (query) => {
      if (route.name !== 'compare') return;
      const isBare = Object.keys(query).length === 0;
      if (isBare && Object.keys(last.query).length > 0) {
        void router.replace({ name: 'compare', query: last.query });
      } else last.query = writeComparison(readComparison(query));
    },
    { immediate: true },
  );
  const ids = computed({
    get: (): readonly string[] => shown.value.runs,
    set: (runs: readonly string[]) => {
      // Nothing is compared any more: there is nothing to come back to either.
      if (runs.length === 0) last.query = {};
      shown.value = { ...shown.value, runs: [...runs] };
    },
  });
  const runs = computed(() => ids.value.flatMap((id) => store.whole(id) ?? []));
  /** ids that no run of this library has */
  const gone = computed(() => ids.value.filter((id) => !store.byId.has(id)));
  return { shown, ids, runs, gone };
}
