import type { ModelDescription } from './describe';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** A weight, its gradient, and Adam's two running means. */
const ARRAYS_PER_PARAMETER = 4;
/**
 * What each value that flows through the model takes while it trains: itself, with and without bias and
 * activation, its gradients, and what the kernels unfold it into. Fitted to measured runs (see the test).
 */
const COPIES_PER_ACTIVATION = 6.7;
/** The compiled graphs, the plain step that the first one is compared with, buffers, JavaScript. */
const WORKING_BYTES = 40_000_000;

export interface MemoryEstimate {
  /** the process with its backend, before there is a model */
  engine: number;
  /** the training pictures */
  data: number;
  /** weights, gradients and optimizer state */
  weights: number;
  activations: number;
  total: number;
}

/**
 * Resident memory, in bytes, of the engine that trains a model.
 *
 * @param engineBytes of an engine that has only loaded its backend, as the probe measured it
 * @param dataBytes of the training samples, which are kept in memory
 * @param batch samples in a batch
 */
export function estimateMemory(
  { parameters, activations }: Pick<ModelDescription, 'parameters' | 'activations'>,
  engineBytes: number,
  dataBytes: number,
  batch: number,
): MemoryEstimate {
  const parts = {
    engine: engineBytes + WORKING_BYTES,
    data: dataBytes,
    weights: parameters * FLOAT * ARRAYS_PER_PARAMETER,
    activations: activations * batch * FLOAT * COPIES_PER_ACTIVATION,
  };
  return { ...parts, total: parts.engine + parts.data + parts.weights + parts.activations };
}
