import type { Precision } from '@shared/contract/backend';
import type { NamedArray } from '../checkpoint/safetensors';
import type { StepRunner } from './step-runner';

/** How far apart two runners are on one step from equal states, relative to the second. */
export interface Agreement {
  loss: number;
  gradientNorm: number;
}

/**
 * What the first step of a compiled run may differ from the eager one by. bfloat16 rounds each factor by up
 * to 2⁻⁹, so there the check finds blunders only.
 */
export const AGREEMENT_LIMIT: Record<Precision, Agreement> = {
  float32: { loss: 1e-5, gradientNorm: 1e-5 },
  bfloat16: { loss: 0.05, gradientNorm: 0.5 },
};

/** Whether two runners are as close as their precision lets them be. A loss that is no number is for the loop to report. */
export const agree = ({ loss, gradientNorm }: Agreement, precision: Precision): boolean => {
  const limit = AGREEMENT_LIMIT[precision];
  return !(loss > limit.loss) && !(gradientNorm > limit.gradientNorm);
};

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-12);

/** The gradient that Adam's running mean took in: g = (m' − β₁·m) / (1 − β₁). */
function gradientNorm(before: readonly NamedArray[], after: readonly NamedArray[], beta1: number): number {
  let sum = 0;
  for (const [index, { name, values }] of after.entries()) {
    if (!name.startsWith('m.')) continue;
    const old = before[index]!.values;
    for (let i = 0; i < values.length; i++) sum += ((values[i]! - beta1 * old[i]!) / (1 - beta1)) ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * Takes the same step on both and compares; `tried` is left as it was, `reference` is not.
 *
 * @param step number of the step, counted from 1
 */
export function compareRunners(
  tried: StepRunner,
  reference: StepRunner,
  { images, labels }: { images: Uint8Array; labels: Uint8Array },
  step: number,
  beta1: number,
): Agreement {
  const weights = tried.weights();
  const state = tried.optimizerState();
  reference.loadWeights(weights);
  reference.loadOptimizerState(state);
  const [ours, theirs] = [tried, reference].map((runner) => {
    const { losses } = runner.train(images, labels, 1, labels.length, step);
    return { loss: losses[0]!, norm: gradientNorm(state, runner.optimizerState(), beta1) };
  });
  tried.loadWeights(weights);
  tried.loadOptimizerState(state);
  return { loss: relative(ours!.loss, theirs!.loss), gradientNorm: relative(ours!.norm, theirs!.norm) };
}
