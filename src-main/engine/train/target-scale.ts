import type { TargetScale } from '@shared/contract/checkpoint';
import type { SampleArray } from './step-runner';

/**
 * Mean and deviation of each value over chosen samples. A value that never changes is not scaled.
 *
 * @param width values of one sample
 * @param indices of the samples, those of the training part only
 */
export function fitTargetScale(targets: SampleArray, width: number, indices: Int32Array): TargetScale {
  const mean: number[] = [];
  const deviation: number[] = [];
  for (let value = 0; value < width; value++) {
    const of = (index: number) => targets[index * width + value]!;
    let sum = 0;
    for (const index of indices) sum += of(index);
    const middle = sum / indices.length;
    let squares = 0;
    for (const index of indices) squares += (of(index) - middle) ** 2;
    mean.push(middle);
    deviation.push(Math.sqrt(squares / indices.length) || 1);
  }
  return { mean, deviation };
}

/** Brings values to what a model says, in place. */
export function scaleTargets(targets: SampleArray, { mean, deviation }: TargetScale): void {
  const width = mean.length;
  for (let i = 0; i < targets.length; i++) {
    targets[i] = (targets[i]! - mean[i % width]!) / deviation[i % width]!;
  }
}
