import type { RunSpec } from '@shared/spec/run-spec';
import { dropoutCount, microBatchSizes } from './step-inputs';
import type { StepBatches } from './step-runner';

/** No fewer samples than this stand for a batch: a norm over very few makes much of rounding. */
const FEWEST = 16;

/** One step told in two ways that have the same loss and the same gradient. */
export interface StepOnFew {
  /** a full batch in which a few samples come again and again */
  repeated: StepBatches;
  /** these few alone */
  few: StepBatches;
}

/**
 * A step that costs little where it is taken op by op, and yet uses all of the compiled one. Loss and gradient are means
 * over the batch, and so are the moments of batch norm: with each sample k times they are those of the samples once.
 * Where samples have random numbers of their own (dropout) or go through the model in parts, both are the batch as it is.
 *
 * @param batches one step
 */
export function stepOnFew(spec: Pick<RunSpec, 'model' | 'microBatches'>, batches: StepBatches): StepOnFew {
  const { batch, indices } = batches;
  const isWhole = microBatchSizes(batch, spec.microBatches).length === 1 && dropoutCount(spec) === 0;
  let count = batch;
  while (isWhole && count % 2 === 0 && count / 2 >= FEWEST) count /= 2;
  if (count === batch) return { repeated: batches, few: batches };
  const repeated = Int32Array.from({ length: batch }, (_, at) => indices[at % count]!);
  return {
    repeated: { ...batches, indices: repeated },
    few: { ...batches, batch: count, indices: indices.slice(0, count) },
  };
}
