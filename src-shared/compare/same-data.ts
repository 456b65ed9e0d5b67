import type { ListedRun } from '../contract/run';
import { machineOf } from '../machines/machine-id';

export type OnData = Pick<ListedRun, 'datasetFingerprint'> & { spec: Pick<ListedRun['spec'], 'data'> };

/**
 * Tells what each of some runs is on by what that holds, not by what it is called: the same data on two machines is one. A
 * run that was queued before its data was made is on what the others found in its dataset.
 */
export function dataAmong(runs: readonly OnData[]): (run: OnData) => string {
  const found = new Map(
    runs.flatMap(({ datasetFingerprint: print, spec }) =>
      print ? [[spec.data.dataset, print] as const] : [],
    ),
  );
  return ({ datasetFingerprint, spec }) =>
    datasetFingerprint || (found.get(spec.data.dataset) ?? spec.data.dataset);
}

/** Gives all datasets of some runs that hold the same one id: that of this machine, where there is one. */
export function sameDatasetAmong(runs: readonly OnData[]): (dataset: string) => string {
  const contents = new Map(
    runs.flatMap(({ datasetFingerprint: print, spec }) =>
      print ? [[spec.data.dataset, print] as const] : [],
    ),
  );
  const isElsewhere = (id: string) => Number(machineOf(id) !== undefined);
  const byRank = [...contents.keys()].sort(
    (a, b) => isElsewhere(a) - isElsewhere(b) || a.localeCompare(b, 'en'),
  );
  // What stands first in its rank is written last.
  const first = new Map(byRank.toReversed().map((id) => [contents.get(id)!, id]));
  return (dataset) => first.get(contents.get(dataset) ?? '') ?? dataset;
}
