import { MUCH_SLOWER } from '@shared/model/step-words';
import { compareRunners } from './compare-runners';
import { initialModel, makeEagerRunner, makeRunner, type RunnerOptions } from './make-runner';
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
  const reference = makeEagerRunner(options, model);
  load(reference);
  const agreement = compareRunners(compiled, reference, first, options.spec.precision);
  reference.dispose();
  if (agreement.agree) return { runner: compiled, whyEager: '' };
  compiled.dispose();
  const { loss, gradientNorm } = agreement;
  return eager(
    `The compiled step differs from the plain one by ${loss.toExponential(1)} in its loss and ${gradientNorm.toExponential(1)} in its gradient, so the plain one is used, ${MUCH_SLOWER}.`,
  );
}
