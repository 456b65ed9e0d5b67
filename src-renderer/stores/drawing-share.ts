import type { Numerics } from '@shared/contract/backend';
import { busyThreads } from '@shared/contract/busy-threads';

/**
 * The share of its time that a page may spend on drawing what came. Where there is no graphics processor the charts are drawn by
 * the very processor that trains, and where a run computes with all of its threads, each redraw slows it down.
 */
const [SHARE_BESIDE_ALL_THREADS, SHARE_OF_A_FREE_ONE] = [0.01, 0.7];

/**
 * @param live of each run that this machine computes, what it computes with; null where that is not known
 * @param machineThreads of the machine; undefined where that is not known
 */
export function drawingShare(
  live: readonly (Pick<Numerics, 'backend' | 'threads'> | null)[],
  machineThreads: number | undefined,
): number {
  const all = machineThreads ?? 0;
  const busy = live.reduce((sum, its) => sum + (its === null ? Infinity : busyThreads(its)), 0);
  return busy < all || live.length === 0 ? SHARE_OF_A_FREE_ONE : SHARE_BESIDE_ALL_THREADS;
}
