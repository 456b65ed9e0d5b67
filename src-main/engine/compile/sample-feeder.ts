import { sizeOf, type Shape } from '@shared/model/describe';
import { BatchBuffer } from '../train/gather';
import type { SampleRows } from '../train/step-runner';
import type { Feed, KeptFeed, KeptTensor, LoadedGraph } from './loaded-graph';
import type { SampleFeeds } from './samples-graph';

/** A dataset of more bytes than this is not copied to where TensorFlow computes. */
const RESIDENT_BYTES = 2 * 2 ** 30;

interface Resident {
  /** what was copied */
  images: Uint8Array;
  labels: Uint8Array;
  kept: { images: KeptTensor; labels: KeptTensor };
}

/**
 * Feeds programs with samples. A dataset that is complete and not too large is handed over once, and only the rows that
 * are wanted are named; of any other, the wanted rows are copied for each call.
 */
export class SampleFeeder {
  readonly #values: number;
  #resident: Resident | undefined;

  constructor(
    readonly loaded: LoadedGraph,
    readonly inputShape: Shape,
    readonly residentBytes = RESIDENT_BYTES,
  ) {
    this.#values = sizeOf(inputShape);
  }

  /** @param indices not changed while the program runs */
  feeds(program: SampleFeeds, samples: SampleRows, indices: Int32Array): (Feed | KeptFeed)[] {
    const count = indices.length;
    if (samples.settled && samples.images.byteLength <= this.residentBytes) {
      const { kept } = this.#reside(samples);
      return [
        { name: program.images, kept: kept.images },
        { name: program.labels, kept: kept.labels },
        { name: program.indices, shape: [count], values: indices },
      ];
    }
    const { images, labels } = new BatchBuffer(count, this.inputShape).fill(samples, indices);
    return [
      { name: program.images, shape: [count, this.#values], values: images },
      { name: program.labels, shape: [count], values: labels },
      { name: program.indices, shape: [count], values: Int32Array.from(indices.keys()) },
    ];
  }

  #reside({ images, labels }: SampleRows): Resident {
    if (this.#resident?.images === images && this.#resident.labels === labels) return this.#resident;
    this.dispose();
    const rows = labels.length;
    const kept = {
      images: this.loaded.keep({ shape: [rows, this.#values], values: images }),
      labels: this.loaded.keep({ shape: [rows], values: labels }),
    };
    this.#resident = { images, labels, kept };
    return this.#resident;
  }

  dispose(): void {
    if (this.#resident === undefined) return;
    this.loaded.letGo(this.#resident.kept.images);
    this.loaded.letGo(this.#resident.kept.labels);
    this.#resident = undefined;
  }
}
