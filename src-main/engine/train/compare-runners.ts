import type { Precision } from '@shared/contract/backend';
import type { RunSpec } from '@shared/spec/run-spec';
import type { LossAndNorm } from './eager-runner';
import { stepOnFew } from './few-samples';
import type { StepBatches, StepRunner } from './step-runner';

/** How far apart two runners are on one step from equal states, relative to the second. */
export interface Agreement {
  loss: number;
  gradientNorm: number;
}

/** Takes a step op by op, from where training begins, each time it is asked. */
export interface Reference {
  spec: Pick<RunSpec, 'model' | 'microBatches'>;
  lossAndNorm(batches: StepBatches): LossAndNorm;
  /** as `lossAndNorm`, from numbers that were rounded differently */
  lossAndNormRoundedOtherwise(batches: StepBatches): LossAndNorm;
}

/**
 * What the first step of a compiled run may differ from the eager one by. bfloat16 rounds each factor by up
 * to 2⁻⁹, so there the check finds blunders only.
 */
export const AGREEMENT_LIMIT: Record<Precision, Agreement> = {
  float32: { loss: 1e-5, gradientNorm: 1e-5 },
  bfloat16: { loss: 0.05, gradientNorm: 0.5 },
};

/** A loss that is no number is for the loop to report. */
const within = (one: Agreement, limit: Agreement): boolean =>
  !(one.loss > limit.loss) && !(one.gradientNorm > limit.gradientNorm);

/** By how much more than it moves by itself when its weights are rounded differently a step may differ. */
const SENSITIVITY_MARGIN = 16;
/** More than this is never put down to rounding. */
const LARGEST_SENSITIVITY = 1e-3;

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-12);

const apart = (one: LossAndNorm, other: LossAndNorm): Agreement => ({
  loss: relative(one.loss, other.loss),
  gradientNorm: relative(one.gradientNorm, other.gradientNorm),
});

/**
 * Takes the same step on both, on few of the samples where that says the same, and tells how far apart they are, and
 * whether that is no more than rounding. A model can make much of rounding (a norm over values that are nearly equal,
 * say), so where the ordinary limit is passed, the reference's own answer to numbers that were rounded differently is
 * the measure.
 *
 * @param tried stands where training begins, and has taken the step afterwards
 * @param batches one step
 */
export function compareRunners(
  tried: StepRunner,
  reference: Reference,
  batches: StepBatches,
  precision: Precision,
): Agreement & { agree: boolean } {
  const { few, repeated } = stepOnFew(reference.spec, batches);
  // Before the other one is run: the memory of neither is then held beside that of the other.
  const plain = reference.lossAndNorm(few);
  const agreement = apart(tried.trainMeasured(repeated), plain);
  if (within(agreement, AGREEMENT_LIMIT[precision])) return { ...agreement, agree: true };
  const own = apart(reference.lossAndNormRoundedOtherwise(few), plain);
  const allowed = (moved: number) => Math.min(SENSITIVITY_MARGIN * moved, LARGEST_SENSITIVITY);
  const limit = { loss: allowed(own.loss), gradientNorm: allowed(own.gradientNorm) };
  const least = AGREEMENT_LIMIT[precision];
  const agree = within(agreement, {
    loss: Math.max(limit.loss, least.loss),
    gradientNorm: Math.max(limit.gradientNorm, least.gradientNorm),
  });
  return { ...agreement, agree };
}
