import { MOST_AHEAD_BYTES, MOST_RESIDENT_BYTES } from '../data/resident';
import { isAugmenting, NO_AUGMENT } from '../spec/augment';
import type { Optimizer } from '../spec/optimizer';
import type { RunSpec } from '../spec/run-spec';
import type { ModelDescription } from './describe';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/**
 * What each value that is made on the way through the model takes while it trains: itself, its gradient, and what the
 * kernels unfold it into. Fitted to measured runs (see the test).
 */
const COPIES_PER_ACTIVATION = 2.8;
/** The samples as they were read, and once more where they are computed with. */
const COPIES_OF_DATA = 2;
/** What is read from the files as it is wanted, by threads that prepare batches. */
const PREPARING_BYTES = 40e6;
/** The compiled graphs, buffers, JavaScript. */
const WORKING_BYTES = 55_000_000;

export interface MemoryEstimate {
  /** the process with its backend, before there is a model */
  engine: number;
  /** the training samples, or what of them is ahead */
  data: number;
  /** weights, gradients and optimizer state */
  weights: number;
  activations: number;
  total: number;
}

/** How many values an optimizer remembers for each weight. */
export function optimizerSlots(optimizer: Optimizer): number {
  switch (optimizer.name) {
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'rmsprop':
      return optimizer.momentum > 0 ? 2 : 1;
    case 'adagrad':
    case 'lion':
      return 1;
    case 'adam':
    case 'adamw':
    case 'nadam':
    case 'lamb':
      return 2;
  }
}

/** What of a spec fixes how much is kept at once. */
export type MemorySettings = Pick<RunSpec, 'optimizer' | 'ema' | 'batchSize' | 'microBatches'> &
  Partial<Pick<RunSpec, 'augment'>>;

/** A weight and its gradient, what the optimizer remembers, the average, and the sum over a batch's parts. */
const arraysPerParameter = ({ optimizer, ema, microBatches }: MemorySettings): number =>
  2 + optimizerSlots(optimizer) + (ema > 0 ? 1 : 0) + (microBatches > 1 ? 1 : 0);

/** What the training samples take: all of them, or the batches that are prepared ahead. */
const bytesForData = (bytes: number, { augment = NO_AUGMENT }: MemorySettings): number =>
  bytes > MOST_RESIDENT_BYTES || isAugmenting(augment)
    ? Math.min(bytes, MOST_AHEAD_BYTES) + PREPARING_BYTES
    : COPIES_OF_DATA * bytes;

/**
 * The most memory, in bytes, that the engine which trains a model has resident at any moment: whether there is enough of
 * it is decided by that. test/soak/memory-estimate.test.ts holds it against real runs.
 *
 * @param engineBytes of an engine that has only loaded its backend, as the probe measured it
 * @param dataBytes of the training samples, which are kept in memory where they fit and are shown as they are
 */
export function estimateMemory(
  {
    parameters,
    frozenParameters,
    activations,
  }: Pick<ModelDescription, 'parameters' | 'frozenParameters' | 'activations'>,
  engineBytes: number,
  dataBytes: number,
  settings: MemorySettings,
): MemoryEstimate {
  const atOnce = Math.ceil(settings.batchSize / settings.microBatches);
  const parts = {
    engine: engineBytes + WORKING_BYTES,
    data: bytesForData(dataBytes, settings),
    weights: FLOAT * ((parameters - frozenParameters) * arraysPerParameter(settings) + frozenParameters),
    activations: activations * atOnce * FLOAT * COPIES_PER_ACTIVATION,
  };
  return { ...parts, total: parts.engine + parts.data + parts.weights + parts.activations };
}
