import { freemem } from 'node:os';
import type { TimeRunJob } from '@shared/contract/engine-job';
import type { LargestBatch } from '@shared/contract/finders';
import type { DatasetSummary } from '@shared/contract/dataset';
import { batchesToTry } from '@shared/finders/largest-batch';
import { USABLE_SHARE } from '@shared/model/fit-memory';
import { memoryBytes } from '../machine-memory';
import { Refusal } from '../refusal';
import { GaveWay, type RunTimer } from './run-timing';

/** Other programs need some of what is free. */
const SHARE_OF_FREE = 0.8;

/** Bytes that a batch may take on this machine just now. */
export const bytesToFill = (): number => Math.min(USABLE_SHARE * memoryBytes(), SHARE_OF_FREE * freemem());

/**
 * The largest batch that fits: by the estimate of the memory that it takes, and then by a step or two with it, a smaller
 * one after each that does not work.
 *
 * @param memory bytes that it may take, and what an engine of this backend takes before it has a model
 * @throws Refusal where a run was started meanwhile, or nothing fits
 */
export async function findLargestBatch(
  timer: Pick<RunTimer, 'time'>,
  tried: Omit<TimeRunJob, 'type' | 'brief'>,
  dataset: DatasetSummary,
  { limit, engineBytes }: { limit: number; engineBytes: number },
  signal: AbortSignal | undefined,
): Promise<LargestBatch> {
  const { candidates, boundBy } = batchesToTry(tried.spec, dataset, limit, engineBytes);
  if (candidates.length === 0) {
    throw Refusal.of('batchSize', 'No batch fits into the memory that is free: make the model smaller.');
  }
  const refused: LargestBatch['refused'] = [];
  for (const { batchSize, bytes } of candidates) {
    try {
      const spec = { ...tried.spec, batchSize };
      const { secondsPerStep } = await timer.time({ type: 'time-run', ...tried, spec, brief: true }, signal);
      const samplesPerSecond = batchSize / secondsPerStep;
      // A larger one was tried in vain, whatever the estimate had said of it.
      return {
        batchSize,
        bytes,
        samplesPerSecond,
        boundBy: refused.length > 0 ? 'memory' : boundBy,
        refused,
      };
    } catch (error) {
      // A run that was started goes before, and who does not wait any more wants no other one tried.
      if (!(error instanceof Refusal) || error instanceof GaveWay || signal?.aborted) throw error;
      refused.push({ batchSize, reason: error.message });
    }
  }
  return { batchSize: null, bytes: 0, samplesPerSecond: 0, boundBy: 'memory', refused };
}
