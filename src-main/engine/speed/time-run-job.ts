import type { RunTimingResult } from '@shared/contract/engine';
import type { TimeRunJob } from '@shared/contract/engine-job';
import type { BatchSource } from '../data/batches/batch-source';
import type { StepRunner } from '../train/step-runner';
import { prepareRun } from './prepared-run';
import { RunSteps } from './run-steps';

interface Effort {
  /** calls before the clock counts, or as many as fit into the milliseconds: the first ones prepare the graph */
  warmUp: { calls: number; least: number; milliseconds: number };
  training: { least: number; milliseconds: number };
}

const USUAL: Effort = {
  warmUp: { calls: 6, least: 2, milliseconds: 1500 },
  training: { least: 2, milliseconds: 2000 },
};
/** A single step of a very large batch may take many seconds. */
const BRIEF: Effort = {
  warmUp: { calls: 1, least: 1, milliseconds: 0 },
  training: { least: 1, milliseconds: 500 },
};
const VALIDATING = { least: 1, milliseconds: 400 };

async function timeSteps(
  steps: RunSteps,
  { warmUp, training }: Effort,
): Promise<{ secondsPerStep: number; steps: number }> {
  const began = performance.now();
  for (let call = 0; call < warmUp.calls; call++) {
    if (call >= warmUp.least && performance.now() - began > warmUp.milliseconds) break;
    await steps.call();
  }
  let started = performance.now();
  let before = steps.done;
  let inCall: number | undefined;
  for (let calls = 0; ; calls++) {
    const seconds = (performance.now() - started) / 1000;
    if (calls >= training.least && seconds * 1000 >= training.milliseconds) {
      const taken = steps.done - before;
      return { secondsPerStep: seconds / taken, steps: taken };
    }
    const { steps: taken } = await steps.call();
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

/**
 * Times the training steps of a spec for about two seconds, on its data and prepared as in training, and forward passes
 * over some of its validation samples; where the job is to be brief, a step or two alone. Nothing is kept of what it learns.
 *
 * @throws JobError where nothing is left to train on; DataError for damaged files
 */
export async function runTimeRunJob(job: TimeRunJob): Promise<RunTimingResult> {
  const run = await prepareRun(job);
  const { runner, source, training, validation, batch } = run;
  try {
    const { learningRate } = job.spec.optimizer;
    const asked = new RunSteps(run, () => learningRate);
    const { secondsPerStep, steps } = await timeSteps(asked, job.brief ? BRIEF : USUAL);
    const secondsPerValidated = job.brief ? 0 : await timeValidation(runner, source, validation);
    return {
      secondsPerEpoch: (secondsPerStep * training.length) / batch + secondsPerValidated * validation.length,
      secondsPerStep,
      steps,
      isCompiled: runner.mode === 'compiled',
    };
  } finally {
    run.close();
  }
}
