import type { RunSpec } from '@shared/spec/run-spec';
import { CountedRandom, Purpose } from '@shared/random/counted-random';

/** How a batch is cut into the parts that go through the model one after the other: `[22, 21, 21]`. */
export function microBatchSizes(batch: number, parts: number): number[] {
  const count = Math.min(parts, batch);
  return Array.from({ length: count }, (_, i) => Math.floor((batch + count - 1 - i) / count));
}

/** How many dropout layers a model has: each needs a seed for each part of each step. */
export const dropoutCount = ({ model }: Pick<RunSpec, 'model'>): number =>
  model.layers.filter(({ type }) => type === 'dropout').length;

/**
 * Seeds of a step's dropout masks, two int32 each: for each part of the batch, for each dropout layer.
 *
 * @param step counted from 1
 */
export function dropoutSeeds(spec: RunSpec, parts: number, step: number): Int32Array {
  const count = dropoutCount(spec) * parts;
  const seeds = new Int32Array(2 * count);
  for (let index = 0; index < count; index++) {
    const random = new CountedRandom(spec.seed, Purpose.dropout, step, index);
    seeds[2 * index] = random.uint32() | 0;
    seeds[2 * index + 1] = random.uint32() | 0;
  }
  return seeds;
}
