import { onScopeDispose, shallowRef, watch } from 'vue';
import type { SweepPreview } from '@shared/contract/sweep';
import type { Problem } from '@shared/spec/problem';
import type { ChosenPlace } from '@shared/contract/place';
import { refusalOf } from '../../../client/refusal';
import { useStudio } from '../../../stores/studio';
import { useSweeps } from '../../../stores/sweeps';

/** Typing rests this long before the studio is asked. */
const REST_MS = 300;

/**
 * What the studio says of a sweep that is being put together, a moment after it was changed last.
 *
 * @param place the cluster that its trials are to train in; undefined: none
 */
export function useSweepCheck(sweep: () => unknown, place: () => ChosenPlace | undefined) {
  const [sweeps, studio] = [useSweeps(), useStudio()];
  const problems = shallowRef<Problem[]>([]);
  const preview = shallowRef<SweepPreview | null>(null);
  /** whether what is told is about the sweep as it is now */
  const isCurrent = shallowRef(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  async function ask(spec: unknown, question: number) {
    try {
      const told = await sweeps.check(spec, place());
      if (question !== newest) return;
      problems.value = told.problems;
      preview.value = told.preview;
      isCurrent.value = true;
    } catch (error) {
      if (question === newest) {
        problems.value = [{ severity: 'error', path: '', message: refusalOf(error).message, mends: [] }];
      }
    }
  }
  const again = () => ask(JSON.parse(JSON.stringify(sweep())), ++newest);
  // Whoever could not be asked is there again.
  watch(
    () => studio.fetches,
    () => {
      if (!isCurrent.value) void again();
    },
  );
  watch(
    [sweep, place],
    ([spec]) => {
      clearTimeout(timer);
      isCurrent.value = false;
      const question = ++newest;
      timer = setTimeout(() => void ask(JSON.parse(JSON.stringify(spec)), question), REST_MS);
    },
    { immediate: true, deep: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    newest++;
  });
  return {
    problems,
    preview,
    isCurrent,
    /** Asks once more, as something that is no part of the sweep has changed. */
    again,
  };
}
