import { sizeOf, type Shape } from '@shared/model/describe';
import type { SampleRows } from './step-runner';

/** Batches as the step wants them, in buffers that are used again. */
export class BatchBuffer {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly #size: number;

  /** @param capacity samples that fit */
  constructor(capacity: number, shape: Shape) {
    this.#size = sizeOf(shape);
    this.images = new Uint8Array(capacity * this.#size);
    this.labels = new Uint8Array(capacity);
  }

  /** Copies the samples of these indices to the start of the buffers. */
  fill(samples: SampleRows, indices: Int32Array): { images: Uint8Array; labels: Uint8Array } {
    const size = this.#size;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      this.images.set(samples.images.subarray(index * size, (index + 1) * size), i * size);
      this.labels[i] = samples.labels[index]!;
    }
    return {
      images: this.images.subarray(0, indices.length * size),
      labels: this.labels.subarray(0, indices.length),
    };
  }
}
