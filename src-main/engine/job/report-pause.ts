import { availableParallelism } from 'node:os';
import type { Numerics } from '@shared/contract/backend';
import { busyThreads } from '@shared/contract/busy-threads';

/** Where a thread is free, who looks on sees a step within a quarter of a second; elsewhere each report slows the run down. */
const [BESIDE_A_FREE_THREAD, BESIDE_NONE] = [50, 200];

/**
 * Milliseconds from one report of a run to the next.
 *
 * @param its what the run computes with; left out: not known yet
 */
export function reportPause(
  its?: Pick<Numerics, 'backend' | 'threads'>,
  machineThreads = availableParallelism(),
): number {
  return its && busyThreads(its) < machineThreads ? BESIDE_A_FREE_THREAD : BESIDE_NONE;
}
