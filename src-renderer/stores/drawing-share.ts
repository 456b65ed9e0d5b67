import type { Numerics } from '@shared/contract/backend';

/**
 * The share of its time that a page may spend on drawing what came. Where there is no graphics processor the charts are drawn by
 * the very processor that trains, and where a run computes with all of its threads, each redraw slows it down.
 */
const [SHARE_BESIDE_ALL_THREADS, SHARE_OF_A_FREE_ONE] = [0.01, 0.2];

/** How many of the machine's threads a run keeps busy. One on a graphics processor still has its loop. */
const threadsOf = (its: Pick<Numerics, 'backend' | 'threads'>): number =>
  its.backend === 'gpu' ? 1 : its.threads;

/**
 * @param live of each run that this machine computes, what it computes with; null where that is not known
 * @param machineThreads of the machine; undefined where that is not known
 */
export function drawingShare(
  live: readonly (Pick<Numerics, 'backend' | 'threads'> | null)[],
  machineThreads: number | undefined,
): number {
  const all = machineThreads ?? 0;
  const busy = live.reduce((sum, its) => sum + (its === null ? Infinity : threadsOf(its)), 0);
  return busy < all || live.length === 0 ? SHARE_OF_A_FREE_ONE : SHARE_BESIDE_ALL_THREADS;
}
