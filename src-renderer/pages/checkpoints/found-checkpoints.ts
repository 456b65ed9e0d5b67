import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { RunSummary } from '@shared/contract/run';
import { reasonWords } from '@shared/checkpoint/reasons';

/** What can be asked for of checkpoints with a click. */
export const CHECKPOINT_FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'best', label: 'Best' },
  { value: 'last', label: 'Last' },
  { value: 'pinned', label: 'Pinned' },
  { value: 'branched', label: 'With branches' },
  { value: 'evaluated', label: 'Evaluated' },
  { value: 'goes', label: 'Not kept' },
  { value: 'damaged', label: 'Damaged' },
] as const;
export type CheckpointFilter = (typeof CHECKPOINT_FILTERS)[number]['value'];

export interface Wanted {
  sought: string;
  filter: CheckpointFilter;
  /** how many runs began with each, and whether it was evaluated, by run and id */
  branches: (one: CheckpointSummary) => number;
  isEvaluated: (one: CheckpointSummary) => boolean;
}

function passes(one: CheckpointSummary, { filter, branches, isEvaluated }: Wanted): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'best':
      return one.best;
    case 'last':
      return one.last;
    case 'pinned':
      return one.pinned;
    case 'branched':
      return branches(one) > 0;
    case 'evaluated':
      return isEvaluated(one);
    case 'goes':
      return one.problem === '' && one.keptFor.length === 0;
    case 'damaged':
      return one.problem !== '';
  }
}

/** Those that pass the filter and have every word in their run, its tags and experiment, data or reason. */
export function foundCheckpoints(
  all: readonly CheckpointSummary[],
  runOf: (id: string) => Pick<RunSummary, 'tags' | 'experiment'> | undefined,
  wanted: Wanted,
): CheckpointSummary[] {
  const words = wanted.sought.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    if (!passes(one, wanted)) return false;
    const run = runOf(one.run);
    const marks = [one.best ? 'best' : '', one.pinned ? 'pinned' : ''];
    const text = [one.runName, one.dataset, reasonWords(one), ...marks, ...(run?.tags ?? []), run?.experiment]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
