import type { LargestBatch } from '../contract/finders';
import { memoryOf, type TrainedOn } from '../model/fit-memory';
import type { CheckedDataset } from '../spec/check-words';
import type { RunSpec } from '../spec/run-spec';
import { trainedSamples } from '../spec/steps';

const MOST = 65_536;
/** If so many in a row do not work although they should fit, memory is not what is wrong. */
const MOST_TRIED = 4;

export interface BatchesToTry {
  /** powers of two, the largest first, with the bytes that training with them takes, as estimated */
  candidates: { batchSize: number; bytes: number }[];
  /** what keeps the first of them from being larger */
  boundBy: LargestBatch['boundBy'];
}

/** Why the largest batch is no larger, in a sentence. */
export const BOUND_WORDS: Record<LargestBatch['boundBy'], string> = {
  memory: 'Twice as many samples would not fit.',
  samples: 'Memory is no limit here: twice as many are more than the samples to train on.',
  most: 'Memory is no limit here; larger ones are not tried.',
};

/**
 * The largest batches that should fit: no more than there are samples to train on, and no more than the memory estimate has
 * room for.
 *
 * @param limit bytes that training may take
 * @param engineBytes of those, what an engine takes before it has a model
 */
export function batchesToTry(
  spec: RunSpec,
  dataset: CheckedDataset & TrainedOn,
  limit: number,
  engineBytes: number,
): BatchesToTry {
  const bytesOf = memoryOf(spec, dataset, engineBytes);
  const samples = trainedSamples(dataset, spec);
  const sizes = Array.from({ length: 17 }, (_, power) => 2 ** power).filter(
    (size) => size >= spec.microBatches && size <= Math.min(MOST, samples),
  );
  const fitting = sizes
    .map((batchSize) => ({ batchSize, bytes: bytesOf({ batchSize }) }))
    .filter(({ bytes }) => bytes <= limit);
  const isAll = fitting.length === sizes.length;
  return {
    candidates: fitting.toReversed().slice(0, MOST_TRIED),
    boundBy: isAll ? (samples < 2 * MOST ? 'samples' : 'most') : 'memory',
  };
}
