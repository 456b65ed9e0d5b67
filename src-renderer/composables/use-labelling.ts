import type { WantedLabels } from '@shared/contract/labels';
import { changesNothing, undoingChange } from '@shared/labels/change-labels';
import { useRuns } from '../stores/runs';
import { useUndo } from '../stores/undo';

/** Changes the labels of any number of runs at once, with one undo for all of it. */
export function useLabelling() {
  const [runs, undo] = [useRuns(), useUndo()];
  /** @param words what is done then, for so many runs: "5 runs are archived." */
  return async (changes: readonly WantedLabels[], words: (count: number) => string): Promise<void> => {
    const real = changes.flatMap((change) => {
      const before = runs.byId.get(change.run);
      const back = before && undoingChange(before, change);
      return back && !changesNothing(back) ? [{ change, back }] : [];
    });
    if (real.length === 0) return;
    await runs.label(...real.map(({ change }) => change));
    undo.offer(words(real.length), () => runs.label(...real.map(({ back }) => back)));
  };
}
