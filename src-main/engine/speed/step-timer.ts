import type { Precision } from '@shared/contract/backend';
import type { ModelKind } from '@shared/contract/speed';
import type { Backend } from '../backend/backend';
import { makeRunner } from '../train/make-runner';
import type { StepBatches, StepRunner } from '../train/step-runner';
import { measuredModel } from './measured-models';

/** Single steps before the first turn: the first ones prepare the graph. */
const WARM_UP_STEPS = 2;
/** After so many a runner that can take several steps a call has settled how many. */
const SETTLING_STEPS = 5;

/** The training step of a model that stands for its kind, compiled and warm. */
export class StepTimer {
  readonly #runner: StepRunner;
  readonly #batches: StepBatches;
  /** samples of a step */
  readonly batch: number;
  #step = 0;

  constructor(backend: Backend, kind: ModelKind, precision: Precision) {
    const { spec, inputShape, batches } = measuredModel(kind, precision);
    this.batch = spec.batchSize;
    this.#runner = makeRunner({ backend, spec, inputShape, batches: [spec.batchSize] });
    const single = batches(1, 1);
    const steps = this.#runner.mostStepsPerCall > 1 ? SETTLING_STEPS : WARM_UP_STEPS;
    for (let step = 0; step < steps; step++) this.#train(single);
    this.#batches = batches(this.#runner.stepsPerCall, 1);
    // The several steps of a call are a program of their own.
    this.#train(this.#batches);
  }

  get isCompiled(): boolean {
    return this.#runner.mode === 'compiled';
  }

  #train(batches: StepBatches): void {
    this.#runner.train({ ...batches, firstStep: this.#step + 1 });
    this.#step += batches.steps;
  }

  /**
   * Trains for a while.
   *
   * @param milliseconds at least so long, and at least one call
   * @returns milliseconds of one step
   */
  turn(milliseconds: number): number {
    const started = performance.now();
    const before = this.#step;
    let spent = 0;
    while (spent < milliseconds) {
      this.#train(this.#batches);
      spent = performance.now() - started;
    }
    return spent / (this.#step - before);
  }

  dispose(): void {
    this.#runner.dispose();
  }
}
