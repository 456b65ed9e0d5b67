import type { NamedArray } from '../checkpoint/safetensors';

/** Results of consecutive steps, one number a step. */
export interface StepResults {
  /** mean loss over the step's batch, before the update */
  losses: Float32Array;
  /** samples of the batch whose most likely class was the true one, before the update */
  correct: Int32Array;
}

/** Results of a forward pass, one number a sample. */
export interface ForwardResults {
  losses: Float32Array;
  predictions: Int32Array;
}

/**
 * Runs training steps and forward passes of one model. It owns weights and optimizer state; the loop above
 * it knows nothing of tensors.
 */
export interface StepRunner {
  readonly mode: 'compiled' | 'eager';
  /** the most steps that one call of `train` ever takes */
  readonly mostStepsPerCall: number;
  /** how many it should be given now: settled after the first calls, when their time is known */
  readonly stepsPerCall: number;
  /**
   * Trains on `steps` batches of `batch` samples each.
   *
   * @param images `steps × batch × height × width × channels` bytes
   * @param labels `steps × batch` class indices
   * @param firstStep number of the first of these steps since the start of training, counted from 1
   */
  train(images: Uint8Array, labels: Uint8Array, steps: number, batch: number, firstStep: number): StepResults;
  /** Loss and prediction of each sample; nothing is updated. */
  forward(images: Uint8Array, labels: Uint8Array, count: number): ForwardResults;
  /** Copies of the weights, in the order of the model's parameters. */
  weights(): NamedArray[];
  /** Copies of the optimizer's state. */
  optimizerState(): NamedArray[];
  /** @throws when a name is missing or a shape differs */
  loadWeights(arrays: readonly NamedArray[]): void;
  loadOptimizerState(arrays: readonly NamedArray[]): void;
  dispose(): void;
}
