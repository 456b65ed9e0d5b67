import type * as tf from '@tensorflow/tfjs-core';
import { plainKernels, type Kernels } from './kernels';

/** A pass that is not trained on: norms use their running means, dropout lets everything through. */
export interface TestingMode {
  training: false;
  kernels: Kernels;
}

/** A pass of a training step. */
export interface TrainingMode {
  training: true;
  kernels: Kernels;
  /** one for each dropout layer, in their order: [2], int32 */
  seeds: readonly tf.Tensor[];
  /** after the pass: the running means and variances that it changed, by name */
  updates: Map<string, tf.Tensor>;
  /** is shown what comes out of each layer, in their order */
  watch?: (layer: number, output: tf.Tensor) => void;
}

export type ForwardMode = TestingMode | TrainingMode;

export const testing = (kernels: Kernels = plainKernels): TestingMode => ({ training: false, kernels });

export const trainingMode = (
  seeds: readonly tf.Tensor[] = [],
  kernels: Kernels = plainKernels,
): TrainingMode => ({ training: true, kernels, seeds, updates: new Map() });
