import { computed, ref, watch } from 'vue';
import { useCheckpoints } from '../../stores/checkpoints';
import { useRuns } from '../../stores/runs';

/**
 * Which run is tried, and which others could be. Where nobody chose one it is the newest that has something saved, and
 * stays that one when a newer one saves its first.
 *
 * @param chosen its id; empty where nobody chose one
 */
export function useTriedRun(chosen: () => string) {
  const [runs, checkpoints] = [useRuns(), useCheckpoints()];

  /** Those that have something saved, as far as that is known; newest first. */
  const suiting = computed(() => runs.newestFirst.filter(({ id }) => checkpoints.soundOf(id).length > 0));
  /** Meanwhile: one that was validated has most likely kept what it came to. */
  const likely = computed(() => runs.newestFirst.find(({ best }) => best !== null)?.id);
  const kept = ref<string>();
  const own = computed(() => {
    const before = kept.value !== undefined && runs.byId.has(kept.value) ? kept.value : undefined;
    if (before !== undefined && (checkpoints.soundOf(before).length > 0 || !checkpoints.isWhole))
      return before;
    return suiting.value[0]?.id ?? (checkpoints.isWhole ? undefined : likely.value);
  });
  watch(own, (id) => (kept.value = id), { immediate: true });
  const tried = computed(() => runs.whole(runs.byId.get(chosen())?.id ?? own.value));
  return {
    tried,
    suiting,
    /** whether what is saved is still being read */
    isReading: computed(() => !checkpoints.isWhole),
  };
}
