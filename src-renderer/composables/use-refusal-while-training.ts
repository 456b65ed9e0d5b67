import { watch } from 'vue';
import { useRuns } from '../stores/runs';
import type { Action } from './use-action';

/** Of an action that is refused while something trains: the refusal is gone when that has changed, and it may be asked again. */
export function useRefusalWhileTraining({ refusal }: Pick<Action<[]>, 'refusal'>): void {
  const runs = useRuns();
  watch(
    () => runs.liveHere.length === 0,
    () => (refusal.value = undefined),
  );
}
