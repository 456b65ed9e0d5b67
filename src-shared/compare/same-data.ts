import type { ListedRun } from '../contract/run';

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
