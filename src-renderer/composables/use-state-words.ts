import type { ListedRun } from '@shared/contract/run';
import { stateTone, stateWord, stateWords } from '../format/run';
import { useMachines } from '../stores/machines';
import { isLive } from '../stores/runs';
import { useStudio } from '../stores/studio';

/** States that change by themselves while nobody looks. */
const mayHaveChanged = (run: Pick<ListedRun, 'state'>): boolean => isLive(run) || run.state === 'queued';

/**
 * The state of a run in words. While the studio, or the machine that it is on, cannot be reached, what trained or waited is
 * told as what it was when it was last heard of: what it does now is not known.
 */
export function useStateWords() {
  const [studio, machines] = [useStudio(), useMachines()];
  const isUnknown = (run: Pick<ListedRun, 'id' | 'state'>) =>
    mayHaveChanged(run) && !(studio.isCurrent && machines.isReachable(run.id));
  return {
    isUnknown,
    words: (run: ListedRun) =>
      isUnknown(run) ? `Was ${stateWord(run.state).toLowerCase()}` : stateWords(run),
    tone: (run: ListedRun) => (isUnknown(run) ? 'dim' : stateTone(run)),
  };
}
