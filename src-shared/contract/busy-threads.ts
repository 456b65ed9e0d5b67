import type { Numerics } from './backend';

/** How many of the machine's threads a run keeps busy. One on a graphics processor still has its loop. */
export const busyThreads = (its: Pick<Numerics, 'backend' | 'threads'>): number =>
  its.backend === 'gpu' ? 1 : its.threads;
