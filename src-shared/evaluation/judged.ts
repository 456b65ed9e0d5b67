import { likelihoods as likelihoodsOf, predictedClass } from '../metrics/likelihoods';
import type { ClassOutputs } from './outputs-file';

/** What a model took each sample for, and how sure it was. */
export interface Judged extends ClassOutputs {
  samples: number;
  classes: number;
  predicted: Int32Array;
  /** of all samples, a number for each class */
  likelihoods: Float64Array;
  /** of the predicted class */
  confidences: Float64Array;
}

/** Of equal outputs the first counts, as where it was measured. */
export function judge(kept: ClassOutputs): Judged {
  const samples = kept.places.length;
  const classes = samples === 0 ? 0 : kept.outputs.length / samples;
  const predicted = new Int32Array(samples);
  const likelihoods = new Float64Array(samples * classes);
  const confidences = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const outputs = Array.from(kept.outputs.subarray(sample * classes, (sample + 1) * classes));
    const its = likelihoodsOf(kept.loss, outputs);
    likelihoods.set(its, sample * classes);
    predicted[sample] = predictedClass(outputs);
    confidences[sample] = its[predicted[sample]!]!;
  }
  return { ...kept, samples, classes, predicted, likelihoods, confidences };
}

export const isRight = ({ truth, predicted }: Judged, sample: number): boolean =>
  truth[sample] === predicted[sample];

export const likelihoodOf = ({ likelihoods, classes }: Judged, sample: number, one: number): number =>
  likelihoods[sample * classes + one]!;

const outputOf = ({ outputs, classes }: Judged, sample: number, one: number): number =>
  outputs[sample * classes + one]!;

/** Orders classes of a sample, the likeliest first; what is as likely, being all but 0 or 1, by what the model gave out. */
export const byLikelihood =
  (judged: Judged, sample: number) =>
  (one: number, other: number): number =>
    likelihoodOf(judged, sample, other) - likelihoodOf(judged, sample, one) ||
    outputOf(judged, sample, other) - outputOf(judged, sample, one);

const range = (count: number) => Array.from({ length: count }, (_, sample) => sample);

/** Samples that pass, in an order by a number, the largest first. */
function ranked(
  { samples }: Judged,
  passes: (sample: number) => boolean,
  by: (sample: number) => number,
): number[] {
  return range(samples)
    .filter(passes)
    .sort((a, b) => by(b) - by(a) || a - b);
}

/** Samples of one class that were taken for another one, or for itself, surest first. */
export const samplesOfCell = (judged: Judged, truth: number, predicted: number): number[] =>
  ranked(
    judged,
    (sample) => judged.truth[sample] === truth && judged.predicted[sample] === predicted,
    (sample) => judged.confidences[sample]!,
  );

/** Mistakes, those first of which the model was surest. */
export const surestMistakes = (judged: Judged): number[] =>
  ranked(
    judged,
    (sample) => !isRight(judged, sample),
    (sample) => judged.confidences[sample]!,
  );

/** By how much the likeliest class of a sample is likelier than the next one. */
export function leadOf({ likelihoods, classes }: Judged, sample: number): number {
  let [most, next] = [-Infinity, -Infinity];
  for (let i = sample * classes; i < (sample + 1) * classes; i++) {
    const its = likelihoods[i]!;
    if (its > most) [most, next] = [its, most];
    else if (its > next) next = its;
  }
  return most - next;
}

/** All samples, those first between whose two likeliest classes there is least to choose. */
export const leastSure = (judged: Judged): number[] =>
  ranked(
    judged,
    () => true,
    (sample) => -leadOf(judged, sample),
  );
