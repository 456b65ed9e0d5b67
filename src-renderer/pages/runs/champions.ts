import { lossAmong } from '@shared/compare/same-loss';
import type { ListedRun } from '@shared/contract/run';

/**
 * The runs with the lowest validation loss among those whose losses compare with theirs. One that compares with none has
 * beaten nobody.
 */
export function championsOf(runs: readonly ListedRun[]): ReadonlySet<string> {
  const lossOf = lossAmong(runs);
  const best = new Map<string, ListedRun>();
  const measured = new Map<string, number>();
  for (const run of runs) {
    const key = lossOf(run);
    if (!run.best) continue;
    measured.set(key, (measured.get(key) ?? 0) + 1);
    const known = best.get(key)?.best?.valLoss ?? Infinity;
    if ((run.best.valLoss ?? Infinity) < known) best.set(key, run);
  }
  return new Set([...best].flatMap(([key, run]) => ((measured.get(key) ?? 0) > 1 ? [run.id] : [])));
}
