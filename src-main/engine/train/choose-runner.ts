import { MUCH_SLOWER } from '@shared/model/step-words';
import { sgdSchema } from '@shared/spec/optimizer';
import { compareRunners, type Reference } from './compare-runners';
import type { EagerRunner, LossAndNorm } from './eager-runner';
import { initialState } from './initial-state';
import {
  initialModel,
  makeEagerRunner,
  makeRunner,
  type InitialModel,
  type RunnerOptions,
} from './make-runner';
import type { StepBatches, StepRunner } from './step-runner';

/** The plain step computes in float32 only, and nobody may be given another precision than was asked for. */
export class PrecisionError extends Error {
  override name = 'PrecisionError';
}

export interface ChosenRunner {
  runner: StepRunner;
  /** why the step is not compiled, in one sentence; empty when it is, or cannot be on this backend */
  whyEager: string;
}

const WENT_ON_PLAIN = `The plain step is used, ${MUCH_SLOWER}, since the run began with it.`;

/** It keeps nothing for a weight: loss and gradient are the same with every optimizer. */
const NO_STATE = sgdSchema.parse({ name: 'sgd', learningRate: 1 });

/** A plain step that holds memory only while it is taken, and nothing of what an optimizer remembers. */
function briefReference(
  options: RunnerOptions,
  model: InitialModel,
  load: (runner: StepRunner) => void,
): Reference {
  const { spec } = options;
  const taken = (take: (runner: EagerRunner) => LossAndNorm): LossAndNorm => {
    const runner = makeEagerRunner({ ...options, spec: { ...spec, optimizer: NO_STATE, ema: 0 } }, model);
    try {
      load(runner);
      return take(runner);
    } finally {
      runner.dispose();
    }
  };
  return {
    spec,
    lossAndNorm: (batches) => taken((runner) => runner.lossAndNorm(batches)),
    lossAndNormRoundedOtherwise: (batches) => taken((runner) => runner.lossAndNormRoundedOtherwise(batches)),
  };
}

/**
 * The compiled runner when it can be had and its first step agrees with the eager one; else the eager one,
 * with the reason.
 *
 * @param load brings a runner to where training begins
 * @param first what the first step will be taken on
 * @param before what the run's earlier steps were run by: it goes on with that, so that it ends as if it had never
 *   stopped
 * @throws PrecisionError when only the plain step could be used, and float32 was not what was asked for
 */
export function chooseRunner(
  options: RunnerOptions,
  load: (runner: StepRunner) => void,
  first: StepBatches,
  before?: 'compiled' | 'eager',
): ChosenRunner {
  const model = initialModel(options);
  const eager = (whyEager: string): ChosenRunner => {
    if (options.spec.precision !== 'float32') {
      throw new PrecisionError(
        `This model cannot be trained in ${options.spec.precision} here: use float32. ${whyEager}`,
      );
    }
    const runner = makeEagerRunner(options, model);
    load(runner);
    return { runner, whyEager };
  };
  if (options.backend.native === undefined) return eager('');
  if (before === 'eager') return eager(WENT_ON_PLAIN);
  let compiled: StepRunner;
  try {
    compiled = makeRunner(options, model);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return eager(`The step could not be compiled (${reason}) and runs op by op, ${MUCH_SLOWER}.`);
  }
  load(compiled);
  if (before === 'compiled') return { runner: compiled, whyEager: '' };
  const reference = briefReference(options, model, load);
  const agreement = compareRunners(compiled, reference, first, options.spec.precision);
  if (agreement.agree) {
    const start = initialState(options.spec, model);
    compiled.loadWeights(start.model);
    compiled.loadOptimizerState(start.optimizer);
    load(compiled);
    return { runner: compiled, whyEager: '' };
  }
  compiled.dispose();
  const { loss, gradientNorm } = agreement;
  return eager(
    `The compiled step differs from the plain one by ${loss.toExponential(1)} in its loss and ${gradientNorm.toExponential(1)} in its gradient, so the plain one is used, ${MUCH_SLOWER}.`,
  );
}
