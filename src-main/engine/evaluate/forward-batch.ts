import { describeModel, type Shape } from '@shared/model/describe';
import type { RunSpec } from '@shared/spec/run-spec';

const SIZES = [250, 100, 50, 20, 10, 5, 2];
/**
 * Of what flows out of the layers. Beyond that larger batches are not quicker, and the first of them, before TensorFlow
 * may let go of anything, would need more memory than training.
 */
const MOST_BYTES = 150e6;

/** Samples that go through a model in one forward pass. */
export function forwardBatchOf({ model }: Pick<RunSpec, 'model'>, inputShape: Shape): number {
  const bytes = Float32Array.BYTES_PER_ELEMENT * describeModel(model.layers, inputShape).activations;
  return SIZES.find((size) => size * bytes <= MOST_BYTES) ?? 1;
}
