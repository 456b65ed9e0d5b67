import type { SampleFeeds } from './samples-graph';

/** Names of the nodes that are fed and fetched for `steps` steps of `batch` samples in one call. */
export interface StepProgram extends SampleFeeds {
  steps: number;
  batch: number;
  /** parts that each batch goes through the model in */
  parts: number;
  scalars: string;
  /** undefined where the model has no dropout */
  seeds: string | undefined;
  /** of each sample, [steps · batch] */
  losses: string;
  /** of each step, [steps] */
  correct: string;
  /** of the first step; worked out only when it is fetched */
  gradientNorm: string;
  /** what else a single step can tell; undefined of several */
  measures: StepMeasures | undefined;
}

/** Names of nodes that are worked out only when they are fetched. */
export interface StepMeasures {
  /** half of the sums of squares: of the gradients of all trained arrays, then of all weights, then of all changes */
  halfSquares: string;
  /** of each trained array, before it was clipped */
  gradients: string[];
}

/** Names of the nodes of a forward pass of `batch` samples. */
export interface ForwardProgram extends SampleFeeds {
  batch: number;
  losses: string;
  predictions: string;
  outputs: string;
}
