import { setImmediate as yieldToMessages } from 'node:timers/promises';
import type { Samples } from '../data/dataset-reader';
import { rankOf, TOP_K } from '@shared/metrics/classification';
import type { StepRunner } from '../train/step-runner';

export interface Measured {
  samples: number;
  correct: number;
  /** mean over samples, in nats */
  loss: number;
  /** for how many the true class was among the first five guesses; null where there are no more classes */
  top5: number | null;
  /** counts; rows are true classes, columns predicted ones */
  confusion: number[][];
}

/**
 * Loss, hits and confusion of the current weights on chosen samples, by forward passes only.
 *
 * @param onProgress called between batches; returning false gives up, and undefined is the result
 */
export async function measure(
  runner: StepRunner,
  samples: Samples,
  classes: number,
  indices: Int32Array,
  onProgress: (done: number) => boolean,
): Promise<Measured | undefined> {
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  let lossSum = 0;
  let correct = 0;
  let top5 = 0;
  const { forwardBatch } = runner;
  for (let from = 0; from < indices.length; from += forwardBatch) {
    const batch = indices.subarray(from, from + forwardBatch);
    const { losses, predictions, outputs } = runner.forward(samples, batch);
    for (let i = 0; i < batch.length; i++) {
      const label = samples.labels[batch[i]!]!;
      const predicted = predictions[i]!;
      lossSum += losses[i]!;
      if (predicted === label) correct++;
      if (classes > TOP_K && rankOf(outputs, classes, i, label) < TOP_K) top5++;
      confusion[label]![predicted]!++;
    }
    await yieldToMessages();
    if (!onProgress(from + batch.length)) return undefined;
  }
  return {
    samples: indices.length,
    correct,
    top5: classes > TOP_K ? top5 : null,
    loss: lossSum / indices.length,
    confusion,
  };
}
