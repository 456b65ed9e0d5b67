import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PartOptions } from '../data/batches/part-data';

/** The build lays the thread's entry beside the programs, and the engine into a folder below them. */
const ENTRY = join(__dirname, '..', 'batch-worker.cjs');

/** How a job prepares batches on this machine; none of it changes what comes of them. */
export const batchThreads = (): Pick<PartOptions, 'workers' | 'startThread' | 'available'> => ({
  workers: Math.max(1, availableParallelism() - 1),
  startThread: (workerData) => new Worker(ENTRY, { workerData }),
  available: process.availableMemory(),
});
