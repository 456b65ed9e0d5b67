import type { NamedArray } from '../checkpoint/safetensors';
import { firstNonFinite } from './finite';
import type {
  ForwardResults,
  MeasuredStep,
  SampleRows,
  StepBatches,
  StepResults,
  StepRunner,
} from './step-runner';

/** All that a step reads and writes beside its batch. */
export interface RunnerState {
  model: NamedArray[];
  optimizer: NamedArray[];
}

export const stateOf = (runner: StepRunner): RunnerState => ({
  model: runner.weights(),
  optimizer: runner.optimizerState(),
});

const spoiledIn = ({ model, optimizer }: RunnerState): string | undefined =>
  (firstNonFinite(model) ?? firstNonFinite(optimizer))?.name;

/** Thrown out of a replay when it has come to the first step that spoils something. */
export class FirstBadStep extends Error {
  override name = 'FirstBadStep';

  constructor(
    readonly batches: StepBatches,
    readonly loss: number,
    readonly before: RunnerState,
    /** the first array that the step spoiled */
    readonly array: string | undefined,
  ) {
    super(`step ${batches.firstStep} is the first bad one`);
  }
}

/** The state was spoiled before the watch began: it has to begin earlier. */
export class SpoiledBefore extends Error {
  override name = 'SpoiledBefore';
}

/** Takes steps one at a time, and from one of them on looks at everything after each. */
export class WatchedRunner implements StepRunner {
  readonly mostStepsPerCall = 1;
  readonly stepsPerCall = 1;
  #state: RunnerState | undefined;

  constructor(
    readonly runner: StepRunner,
    readonly watchFrom: number,
  ) {}

  get forwardBatch(): number {
    return this.runner.forwardBatch;
  }

  get mode(): StepRunner['mode'] {
    return this.runner.mode;
  }

  /** @throws FirstBadStep, SpoiledBefore */
  train(batches: StepBatches): StepResults {
    if (batches.firstStep < this.watchFrom) return this.runner.train(batches);
    const before = (this.#state ??= stateOf(this.runner));
    if (spoiledIn(before) !== undefined) throw new SpoiledBefore();
    const results = this.runner.train(batches);
    const after = stateOf(this.runner);
    const loss = results.losses[0]!;
    const array = spoiledIn(after);
    if (!Number.isFinite(loss) || array !== undefined) throw new FirstBadStep(batches, loss, before, array);
    this.#state = after;
    return results;
  }

  trainMeasured(batches: StepBatches): MeasuredStep {
    return this.runner.trainMeasured(batches);
  }

  forward(samples: SampleRows, indices: Int32Array): ForwardResults {
    return this.runner.forward(samples, indices);
  }

  weights(): NamedArray[] {
    return this.runner.weights();
  }

  optimizerState(): NamedArray[] {
    return this.runner.optimizerState();
  }

  loadWeights(arrays: readonly NamedArray[]): void {
    this.runner.loadWeights(arrays);
  }

  loadOptimizerState(arrays: readonly NamedArray[]): void {
    this.runner.loadOptimizerState(arrays);
  }

  dispose(): void {
    this.runner.dispose();
  }
}
