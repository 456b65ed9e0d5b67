import { ref, shallowRef } from 'vue';
import type { Difference } from '@shared/contract/run';
import { useAction } from '../../composables/use-action';
import { useRuns } from '../../stores/runs';

/** Resumes a run, unless something would be computed otherwise: then it has to be asked. */
export function useResume() {
  const runs = useRuns();
  const differences = shallowRef<Difference[]>([]);
  const asks = ref(false);
  const resume = useAction(async (run: string) => {
    differences.value = await runs.differences(run);
    if (differences.value.length > 0) asks.value = true;
    else await runs.resume(run, false);
  });
  return { resume, differences, asks };
}
