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
/**
 * What a checkpoint holds is there three times at most: where it is trained, in the copy that is being written, and in the
 * copy before, which JavaScript has not let go of yet.
 */
const COPIES_OF_KEPT = 3;
/** Values for each trained weight while a step is taken: its gradient, its change, and what training began with. */
const VALUES_IN_STEP = 3;
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
  /** weights, gradients and optimizer state, with the copies that checkpoints and histograms are made of */
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
  Partial<Pick<RunSpec, 'augment' | 'record'>>;

/** The weight itself, what the optimizer remembers and the average are kept; a batch in parts has a sum of gradients. */
function arraysPerParameter({ optimizer, ema, microBatches, record }: MemorySettings): number {
  const average = ema > 0 ? 1 : 0;
  const kept = 1 + optimizerSlots(optimizer) + average;
  // An epoch ends with histograms of a gradient and of all weights.
  const forHistograms = (record?.histograms ?? true) ? 2 + average : 0;
  return COPIES_OF_KEPT * kept + VALUES_IN_STEP + (microBatches > 1 ? 1 : 0) + forHistograms;
}

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
    weights:
      FLOAT *
      ((parameters - frozenParameters) * arraysPerParameter(settings) + frozenParameters * COPIES_OF_KEPT),
    activations: activations * atOnce * FLOAT * COPIES_PER_ACTIVATION,
  };
  return { ...parts, total: parts.engine + parts.data + parts.weights + parts.activations };
}
