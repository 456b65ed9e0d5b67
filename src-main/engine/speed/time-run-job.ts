import type { RunTimingResult, TimeRunJob } from '@shared/contract/engine';
import { inputShapeOf } from '@shared/data/layout';
import { loadBackend } from '../backend/backend';
import { MOST_STEPS_PER_CALL } from '../compile/compiled-runner';
import { epochOrder } from '../data/batch-order';
import type { BatchSource } from '../data/batches/batch-source';
import { openPart } from '../data/batches/open-part';
import { readDatasetDocument } from '../data/dataset-reader';
import { trainingSplit } from '../data/training-split';
import { forwardBatchOf } from '../evaluate/forward-batch';
import { batchThreads } from '../job/batch-threads';
import { JobError } from '../job/report-channel';
import { adaptedArrays } from '../train/adapt-normalization';
import { makeEagerRunner, makeRunner, type RunnerOptions } from '../train/make-runner';
import type { StepRunner } from '../train/step-runner';
import { fitTargetScale, scaleTargets } from '../train/target-scale';

/** Calls before the clock counts, or as many as fit into the milliseconds: the first ones prepare the graph. */
const WARM_UP = { calls: 6, least: 2, milliseconds: 1500 };
const TRAINING = { least: 2, milliseconds: 2000 };
const VALIDATING = { least: 1, milliseconds: 400 };

/** Takes the training steps of a run, one call after the other, epoch after epoch. */
class Steps {
  done = 0;
  #epoch = -1;
  #from = Infinity;

  constructor(
    readonly runner: StepRunner,
    readonly source: BatchSource,
    readonly orderOf: (epoch: number) => Int32Array,
    readonly batch: number,
    readonly learningRate: number,
    readonly samples: number,
  ) {}

  /** @returns how many steps the call took */
  async call(): Promise<number> {
    const { runner, source, batch } = this;
    // The last, smaller batch of an epoch is left out.
    if (this.#from + batch > this.samples) {
      this.#epoch++;
      this.#from = 0;
      source.plan({ rows: this.orderOf(this.#epoch), batch, epoch: this.#epoch });
    }
    const left = Math.floor((this.samples - this.#from) / batch);
    const steps = Math.min(runner.stepsPerCall, source.mostBatches, left);
    const taken = await source.take(this.#from, steps * batch);
    const learningRates = Array.from({ length: steps }, () => this.learningRate);
    runner.train({ ...taken, steps, batch, firstStep: this.done + 1, learningRates });
    this.#from += steps * batch;
    this.done += steps;
    return steps;
  }
}

async function timeSteps(steps: Steps): Promise<{ secondsPerStep: number; steps: number }> {
  const began = performance.now();
  for (let call = 0; call < WARM_UP.calls; call++) {
    if (call >= WARM_UP.least && performance.now() - began > WARM_UP.milliseconds) break;
    await steps.call();
  }
  let started = performance.now();
  let before = steps.done;
  let inCall: number | undefined;
  for (let calls = 0; ; calls++) {
    const seconds = (performance.now() - started) / 1000;
    if (calls >= TRAINING.least && seconds * 1000 >= TRAINING.milliseconds) {
      const taken = steps.done - before;
      return { secondsPerStep: seconds / taken, steps: taken };
    }
    const taken = await steps.call();
    // Several steps in a call are a program of their own, which its first call prepares.
    if (inCall !== undefined && taken > inCall) {
      started = performance.now();
      before = steps.done;
      calls = 0;
    }
    inCall = Math.max(taken, inCall ?? 0);
  }
}

/** Seconds that one sample of the validation part takes; 0 where there are none. */
async function timeValidation(runner: StepRunner, source: BatchSource, rows: Int32Array): Promise<number> {
  if (rows.length === 0) return 0;
  const { forwardBatch } = runner;
  source.plan({ rows, batch: forwardBatch, epoch: undefined });
  let started = performance.now();
  let [done, batches] = [0, 0];
  for (let from = 0; from < rows.length; from += forwardBatch) {
    const isOver = performance.now() - started >= VALIDATING.milliseconds && batches > VALIDATING.least;
    if (isOver) break;
    const taken = await source.take(from, Math.min(forwardBatch, rows.length - from));
    runner.forward(taken.samples, taken.indices);
    // A first one of several prepares the graph.
    if (batches++ === 0 && rows.length > forwardBatch) started = performance.now();
    else done += taken.indices.length;
  }
  return (performance.now() - started) / 1000 / Math.max(1, done);
}

/** The compiled step, as training would choose it; the plain one where it cannot be had. */
function runnerFor(options: RunnerOptions): StepRunner {
  try {
    return makeRunner(options);
  } catch {
    return makeEagerRunner(options);
  }
}

/**
 * Times the training steps of a spec for about two seconds, on its data and prepared as in training, and forward passes
 * over some of its validation samples. Nothing is kept of what it learns.
 *
 * @throws JobError where nothing is left to train on; DataError for damaged files
 */
export async function runTimeRunJob({ spec, datasetFolder, compute }: TimeRunJob): Promise<RunTimingResult> {
  const document = await readDatasetDocument(datasetFolder);
  const { augment, seed } = spec;
  const data = openPart({
    folder: datasetFolder,
    document,
    split: 'train',
    augment,
    seed,
    ...batchThreads(),
  });
  const { training, validation } = await trainingSplit(spec, document, data);
  if (training.length === 0) throw new JobError(`${document.name} has no samples to train on.`, 'data');
  const inputShape = inputShapeOf(document.input);
  if (document.target.type === 'values') {
    await data.load();
    scaleTargets(data.targets, fitTargetScale(data.targets, document.target.names.length, training));
  }
  const backend = await loadBackend(compute);
  const batch = Math.min(spec.batchSize, training.length);
  const runner = runnerFor({
    backend,
    spec,
    inputShape,
    samples: data.taken,
    adapted: await adaptedArrays(spec, data.visitRows, document.input, training),
    batches: [batch],
  });
  const source = data.source({
    rows: Math.max(batch, forwardBatchOf(spec, inputShape)),
    atOnce: MOST_STEPS_PER_CALL,
  });
  try {
    const orderOf = (epoch: number) => epochOrder(training, seed, epoch, spec.shuffle, []);
    const { learningRate } = spec.optimizer;
    const steps = new Steps(runner, source, orderOf, batch, learningRate, training.length);
    const { secondsPerStep, steps: counted } = await timeSteps(steps);
    const secondsPerValidated = await timeValidation(runner, source, validation);
    return {
      secondsPerEpoch: (secondsPerStep * training.length) / batch + secondsPerValidated * validation.length,
      secondsPerStep,
      steps: counted,
      isCompiled: runner.mode === 'compiled',
    };
  } finally {
    source.close();
    runner.dispose();
  }
}
