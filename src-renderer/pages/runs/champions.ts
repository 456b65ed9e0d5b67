import type { ListedRun } from '@shared/contract/run';

/** The runs with the lowest validation loss on their data: only losses on the same data can be compared. */
export function championsOf(runs: readonly ListedRun[]): ReadonlySet<string> {
  const best = new Map<string, ListedRun>();
  for (const run of runs) {
    const key = run.spec.data.dataset;
    const known = best.get(key)?.best?.valLoss ?? Infinity;
    if ((run.best?.valLoss ?? Infinity) < known) best.set(key, run);
  }
  return new Set([...best.values()].map((run) => run.id));
}
