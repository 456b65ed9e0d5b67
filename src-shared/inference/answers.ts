import type { DatasetTarget } from '../contract/dataset';

/** What a model says of one sample. */
export interface Answer {
  /** how likely each class is, 0 to 1, or each value in its own unit */
  numbers: number[];
  /** the class that it takes the sample for, which its likelihoods need not tell; of values 0 */
  top: number;
}

/** So many numbers travel for each sample: likelihoods and after them the predicted class, or values. */
export const answerLength = ({ type, names }: DatasetTarget): number =>
  names.length + (type === 'classes' ? 1 : 0);

/** Takes apart the answers of samples, which stand one after the other. */
export function answersIn(all: Float32Array, target: DatasetTarget): Answer[] {
  const length = answerLength(target);
  return Array.from({ length: all.length / length }, (_, sample) => {
    const its = all.subarray(sample * length, (sample + 1) * length);
    const width = target.names.length;
    return { numbers: [...its.subarray(0, width)], top: its[width] ?? 0 };
  });
}
