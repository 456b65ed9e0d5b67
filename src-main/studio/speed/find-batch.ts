import { freemem } from 'node:os';
import type { TimeRunJob } from '@shared/contract/engine';
import type { LargestBatch } from '@shared/contract/finders';
import type { DatasetSummary } from '@shared/contract/dataset';
import { batchesToTry } from '@shared/finders/largest-batch';
import { USABLE_SHARE, USUAL_ENGINE_BYTES } from '@shared/model/fit-memory';
import { memoryBytes } from '../machine-memory';
import { Refusal } from '../refusal';
import { GaveWay, type RunTimer } from './run-timing';

/** Other programs need some of what is free. */
const SHARE_OF_FREE = 0.8;

/**
 * The largest batch that fits: by the estimate of the memory that it takes, and then by a few steps with it, a smaller one
 * after each that does not work.
 *
 * @throws Refusal where a run was started meanwhile, or nothing fits
 */
export async function findLargestBatch(
  timer: RunTimer,
  tried: Omit<TimeRunJob, 'type'>,
  dataset: DatasetSummary,
  signal: AbortSignal | undefined,
): Promise<LargestBatch> {
  const limit = Math.min(USABLE_SHARE * memoryBytes(), SHARE_OF_FREE * freemem());
  const candidates = batchesToTry(tried.spec, dataset, limit, USUAL_ENGINE_BYTES);
  if (candidates.length === 0) {
    throw Refusal.of('batchSize', 'No batch fits into the memory that is free: make the model smaller.');
  }
  const refused: LargestBatch['refused'] = [];
  for (const { batchSize, bytes } of candidates) {
    try {
      const spec = { ...tried.spec, batchSize };
      const { secondsPerStep } = await timer.time({ type: 'time-run', ...tried, spec }, signal);
      return { batchSize, bytes, samplesPerSecond: batchSize / secondsPerStep, refused };
    } catch (error) {
      // A run that was started goes before, and who does not wait any more wants no other one tried.
      if (!(error instanceof Refusal) || error instanceof GaveWay || signal?.aborted) throw error;
      refused.push({ batchSize, reason: error.message });
    }
  }
  return { batchSize: null, bytes: 0, samplesPerSecond: 0, refused };
}
