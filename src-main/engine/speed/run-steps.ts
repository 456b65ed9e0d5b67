import type { StepResults } from '../train/step-runner';
import type { PreparedRun } from './prepared-run';

/** Takes the training steps of a run, one call after the other, epoch after epoch. */
export class RunSteps {
  done = 0;
  #epoch = -1;
  #from = Infinity;

  /** @param rateOf the learning rate of a step, counted from 1 */
  constructor(
    readonly run: PreparedRun,
    readonly rateOf: (step: number) => number,
  ) {}

  /** @param most steps, beside what the runner takes in a call */
  async call(most = Infinity): Promise<{ steps: number; results: StepResults }> {
    const { runner, source, batch, training, orderOf } = this.run;
    // The last, smaller batch of an epoch is left out.
    if (this.#from + batch > training.length) {
      this.#epoch++;
      this.#from = 0;
      source.plan({ rows: orderOf(this.#epoch), batch, epoch: this.#epoch });
    }
    const left = Math.floor((training.length - this.#from) / batch);
    const steps = Math.min(runner.stepsPerCall, source.mostBatches, left, most);
    const taken = await source.take(this.#from, steps * batch);
    const firstStep = this.done + 1;
    const learningRates = Array.from({ length: steps }, (_, at) => this.rateOf(firstStep + at));
    const results = runner.train({ ...taken, steps, batch, firstStep, learningRates });
    this.#from += steps * batch;
    this.done += steps;
    return { steps, results };
  }
}
