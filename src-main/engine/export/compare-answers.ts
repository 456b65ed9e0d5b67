import { SAME_ANSWERS, type ExportCheck } from '@shared/contract/export';
import { likelihoods } from '@shared/metrics/likelihoods';
import type { ExportedModel } from './exported-model';
import type { TrialSamples } from './format-maker';

/** What an exported model said of the samples. */
export interface TheirAnswers {
  /** what the last layer gives, a number for each class or value and sample; left out where it is not told */
  outputs?: Float32Array;
  /** likelihoods of classes, or values in their own units; left out where only `outputs` are told */
  answers?: Float32Array;
}

function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    if (Object.is(ours[i], theirs[i]) || (Number.isNaN(ours[i]) && Number.isNaN(theirs[i]))) continue;
    const difference = Math.abs(ours[i]! - theirs[i]!);
    // A number against none is as far apart as can be.
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return largest;
}

/** What the last layer's numbers mean: likelihoods of classes, or values in standard deviations as they are. */
function meaningOf({ target, spec }: ExportedModel, outputs: Float32Array): Float32Array {
  if (target.type === 'values') return outputs;
  const width = target.names.length;
  const all = new Float32Array(outputs.length);
  for (let from = 0; from < outputs.length; from += width) {
    all.set(likelihoods(spec.loss, [...outputs.subarray(from, from + width)]), from);
  }
  return all;
}

/** How far apart neighbouring float32 numbers are, as a share of them. */
const FLOAT32_STEP = 2 ** -23;

/**
 * How far values in their own units are from ours, in standard deviations. What float32 cannot tell apart there (of a year
 * such as 1998 that is 0.0002) is no difference.
 */
function differenceOfValues(
  { target, scale }: ExportedModel,
  ours: Float32Array,
  theirs: Float32Array,
): number {
  const width = target.names.length;
  const { mean, deviation } = scale ?? { mean: [0], deviation: [1] };
  const apart = theirs.map((value, i) => {
    const [its, unit] = [mean[i % mean.length]!, deviation[i % mean.length]!];
    const own = ours[i]! * unit + its;
    const rounded = 2 * FLOAT32_STEP * (Math.abs(own) + Math.abs(its));
    return Math.max(0, Math.abs(value - own) - rounded) / unit;
  });
  return ours.length === theirs.length && ours.length % width === 0
    ? largestDifference(new Float32Array(apart.length), apart)
    : Number.POSITIVE_INFINITY;
}

const finite = (difference: number): number => Math.min(difference, Number.MAX_VALUE);

/**
 * Holds the answers of an exported model against the run's own.
 *
 * @param by what gave them: "ONNX Runtime 1.30"
 */
export function compareAnswers(
  model: ExportedModel,
  { outputs: ours, count, from }: TrialSamples,
  theirs: TheirAnswers,
  by: string,
): ExportCheck {
  const meaning = meaningOf(model, ours);
  const differences: number[] = [];
  if (theirs.outputs) differences.push(largestDifference(meaning, meaningOf(model, theirs.outputs)));
  if (theirs.answers) {
    differences.push(
      model.target.type === 'values'
        ? differenceOfValues(model, ours, theirs.answers)
        : largestDifference(meaning, theirs.answers),
    );
  }
  const difference = finite(Math.max(...differences));
  return {
    by,
    samples: count,
    from,
    difference,
    outputDifference: theirs.outputs ? finite(largestDifference(ours, theirs.outputs)) : null,
    note:
      difference <= SAME_ANSWERS
        ? ''
        : `The exported model does not give the same answers: they differ by up to ${difference.toExponential(1)}, and ${SAME_ANSWERS} is what float32 allows.`,
  };
}
