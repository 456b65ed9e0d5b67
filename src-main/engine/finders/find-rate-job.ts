import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { FindRateJob } from '@shared/contract/engine-job';
import type { RateRange } from '@shared/contract/finders';
import { rateAt } from '@shared/finders/rate-range';
import { prepareRun } from '../speed/prepared-run';
import { RunSteps } from '../speed/run-steps';
import { givenWeights } from './given-weights';

/** A loss that is so many times the least one has diverged. */
const DIVERGED = 4;
/** Losses of single batches jump: so many in a row must be so high. */
const IN_A_ROW = 3;

/**
 * A learning-rate range test: trains a spec on its own data for a few steps while the rate rises, and tells the losses.
 * It begins with the weights that the run would begin with; its schedule is left out; nothing is kept of what it learns.
 *
 * @throws JobError where nothing is left to train on; DataError for damaged files
 */
export async function runFindRateJob(
  job: FindRateJob,
  onProgress: (done: number, total: number) => void,
  isStopped: () => boolean,
): Promise<RateRange> {
  const began = performance.now();
  const run = await prepareRun(job, await givenWeights(job));
  const { ask } = job;
  const rates: number[] = [];
  const losses: (number | null)[] = [];
  let least = Infinity;
  let high = 0;
  let diverged = false;
  try {
    const steps = new RunSteps(run, (step) => rateAt(ask, step));
    while (steps.done < ask.steps && !diverged && !isStopped()) {
      const before = steps.done;
      const { results } = await steps.call(ask.steps - steps.done);
      for (const [at, loss] of results.losses.entries()) {
        if (diverged) break;
        const isNumber = Number.isFinite(loss);
        rates.push(rateAt(ask, before + at + 1));
        losses.push(isNumber ? loss : null);
        least = Math.min(least, isNumber ? loss : least);
        high = loss > DIVERGED * least ? high + 1 : 0;
        diverged = !isNumber || high >= IN_A_ROW;
      }
      onProgress(steps.done, ask.steps);
      await yieldToMessages();
    }
  } finally {
    run.close();
  }
  return { rates, losses, diverged, seconds: (performance.now() - began) / 1000 };
}
