import { memoryOf, type TrainedOn } from '../model/fit-memory';
import type { CheckedDataset } from '../spec/check-words';
import type { RunSpec } from '../spec/run-spec';
import { trainedSamples } from '../spec/steps';

const MOST = 65_536;
/** If so many in a row do not work although they should fit, memory is not what is wrong. */
const MOST_TRIED = 4;

/**
 * The largest batches that should fit, as powers of two, the largest first: no more than there are samples to train on, and
 * no more than the memory estimate has room for.
 *
 * @param limit bytes that training may take
 * @param engineBytes of those, what an engine takes before it has a model
 */
export function batchesToTry(
  spec: RunSpec,
  dataset: CheckedDataset & TrainedOn,
  limit: number,
  engineBytes: number,
): { batchSize: number; bytes: number }[] {
  const bytesOf = memoryOf(spec, dataset, engineBytes);
  const most = Math.min(MOST, trainedSamples(dataset, spec));
  const sizes = Array.from({ length: 17 }, (_, power) => 2 ** power).filter((size) => size <= most);
  return sizes
    .map((batchSize) => ({ batchSize, bytes: bytesOf({ batchSize }) }))
    .filter(({ bytes }) => bytes <= limit)
    .toReversed()
    .slice(0, MOST_TRIED);
}
