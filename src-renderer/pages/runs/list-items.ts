import { lossAmong } from '@shared/compare/same-loss';
import type { ListedRun } from '@shared/contract/run';
import { grouped } from '../../stores/grouped';

export interface GroupItem {
  kind: 'group';
  key: string;
  experiment: string;
  runs: readonly ListedRun[];
  /** the lowest validation loss; undefined where their losses do not compare, or none was validated */
  best: ListedRun | undefined;
  isOpen: boolean;
}
export interface RunItem {
  kind: 'run';
  key: string;
  run: ListedRun;
}
export type ListItem = GroupItem | RunItem;

export const groupKey = (experiment: string): string => `group ${experiment.toLowerCase()}`;

function bestOf(runs: readonly ListedRun[]): ListedRun | undefined {
  if (new Set(runs.map(lossAmong(runs))).size > 1) return undefined;
  return runs.reduce<ListedRun | undefined>((best, run) => {
    const loss = run.best?.valLoss ?? Infinity;
    return loss < (best?.best?.valLoss ?? Infinity) ? run : best;
  }, undefined);
}

const runItem = (run: ListedRun): RunItem => ({ kind: 'run', key: run.id, run });

/**
 * The rows of a list. Grouped, experiments come in the order of their first run, and runs that are in none last.
 *
 * @param closed keys of the groups whose runs are not shown
 */
export function listItems(
  runs: readonly ListedRun[],
  isGrouped: boolean,
  closed: ReadonlySet<string>,
): ListItem[] {
  if (!isGrouped) return runs.map(runItem);
  const groups = [...grouped(runs, ({ experiment }) => groupKey(experiment))];
  const none = groupKey('');
  return [...groups.filter(([key]) => key !== none), ...groups.filter(([key]) => key === none)].flatMap(
    ([key, own]): ListItem[] => {
      const isOpen = !closed.has(key);
      const head: GroupItem = {
        kind: 'group',
        key,
        experiment: own[0]!.experiment,
        runs: own,
        best: bestOf(own),
        isOpen,
      };
      return [head, ...(isOpen ? own.map(runItem) : [])];
    },
  );
}
