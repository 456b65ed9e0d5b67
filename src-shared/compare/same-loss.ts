import type { ListedRun } from '../contract/run';
import { dataAmong } from './same-data';

/** What a run makes small. */
export const objectiveOf = (spec: Pick<ListedRun['spec'], 'loss' | 'labelSmoothing'>): string =>
  `${spec.loss} ${spec.labelSmoothing}`;

/** Tells which of some runs have losses that compare: losses on other data, or other losses, say nothing of each other. */
export function lossAmong(runs: readonly ListedRun[]): (run: ListedRun) => string {
  const dataOf = dataAmong(runs);
  return (run) => `${objectiveOf(run.spec)} ${dataOf(run)}`;
}
