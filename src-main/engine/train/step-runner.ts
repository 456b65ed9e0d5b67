import type { NamedArray } from '../checkpoint/safetensors';

export type SampleArray = Uint8Array | Float32Array;

/** Where a step's samples are. */
export interface SampleRows {
  /** as many for each row as the input's shape says: bytes of pictures, or numbers as they are */
  inputs: SampleArray;
  /** for each row a class index, or as many numbers as the model says */
  targets: SampleArray;
  /** all rows are there, and neither array changes any more: a copy of them may be kept */
  settled: boolean;
}

/** What a call of `train` works on: `steps` batches of `batch` samples each. */
export interface StepBatches {
  steps: number;
  batch: number;
  samples: SampleRows;
  /** `steps × batch` rows, in the order in which they are taken */
  indices: Int32Array;
  /** which samples of the dataset they are of; left out where `indices` says so */
  origins?: Int32Array;
  /** number of the first of these steps since the start of training, counted from 1 */
  firstStep: number;
  /** one for each step */
  learningRates: readonly number[];
}

/** Results of consecutive steps, one number a step. */
export interface StepResults {
  /** mean loss over the step's batch, before the update */
  losses: Float32Array;
  /** samples of the batch whose most likely class was the true one, before the update; 0 where there are no classes */
  correct: Int32Array;
}

/** Of one trained array at one step. */
export interface ArrayLengths {
  name: string;
  /** of its gradient, before it was clipped */
  gradient: number;
  /** of its values before the update */
  weight: number;
  /** of what the update changed */
  update: number;
}

/** One step's results, and how long its gradient was and what it changed. */
export interface MeasuredStep {
  loss: number;
  correct: number;
  /** of all gradients together, before they were clipped */
  gradientNorm: number;
  /** one for each trained array; the compiled step leaves them out where the spec records no norms and no gradients were asked for */
  lengths: ArrayLengths[];
  /** empty where they were not asked for */
  gradients: NamedArray[];
}

/** Results of a forward pass, one number a sample where nothing else is said. */
export interface ForwardResults {
  losses: Float32Array;
  predictions: Int32Array;
  /** what the model's last layer gave, a number for each class and sample */
  outputs: Float32Array;
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
  /** the most samples that one call of `forward` takes */
  readonly forwardBatch: number;
  train(batches: StepBatches): StepResults;
  /** Takes one step as `train` does, bit for bit, and tells more of it; with its gradients where they are asked for. */
  trainMeasured(batches: StepBatches, withGradients?: boolean): MeasuredStep;
  /**
   * Loss and prediction of each sample; nothing is updated. Where a running mean of the weights is kept, it is what is
   * used.
   *
   * @param indices rows, at most `forwardBatch` of them
   */
  forward(samples: SampleRows, indices: Int32Array): ForwardResults;
  /** Copies of the model's arrays, in their order, and after them of their running means (`ema.…`). */
  weights(): NamedArray[];
  /** Copies of the optimizer's state. */
  optimizerState(): NamedArray[];
  /**
   * The values are taken over when the runner is used next: they must not change until then.
   *
   * @throws when a name is missing or a shape differs
   */
  loadWeights(arrays: readonly NamedArray[]): void;
  loadOptimizerState(arrays: readonly NamedArray[]): void;
  dispose(): void;
}
