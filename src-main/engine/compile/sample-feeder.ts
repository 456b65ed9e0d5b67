import { sizeOf, type Shape } from '@shared/model/describe';
import { gather } from '../train/gather';
import type { SampleArray, SampleRows } from '../train/step-runner';
import type { Feed, KeptFeed, KeptTensor, LoadedGraph } from './loaded-graph';
import type { SampleFeeds } from './samples-graph';

/** A dataset of more bytes than this is not copied to where TensorFlow computes. */
const RESIDENT_BYTES = 2 * 2 ** 30;

interface Resident {
  /** what was copied */
  inputs: SampleArray;
  targets: SampleArray;
  kept: { inputs: KeptTensor; targets: KeptTensor };
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
    /** numbers of one sample's target; 1 for a class, which has no axis of its own */
    readonly targetSize = 1,
    readonly residentBytes = RESIDENT_BYTES,
  ) {
    this.#values = sizeOf(inputShape);
  }

  /** @param indices not changed while the program runs */
  feeds(program: SampleFeeds, samples: SampleRows, indices: Int32Array): (Feed | KeptFeed)[] {
    const count = indices.length;
    if (samples.settled && samples.inputs.byteLength <= this.residentBytes) {
      const { kept } = this.#reside(samples);
      return [
        { name: program.inputs, kept: kept.inputs },
        { name: program.targets, kept: kept.targets },
        { name: program.indices, shape: [count], values: indices },
      ];
    }
    const { inputs, targets } = gather(samples, indices, this.#values, this.targetSize);
    return [
      { name: program.inputs, shape: [count, this.#values], values: inputs },
      { name: program.targets, shape: this.#targetShape(targets, count), values: targets },
      { name: program.indices, shape: [count], values: Int32Array.from(indices.keys()) },
    ];
  }

  #targetShape(targets: SampleArray, rows: number): number[] {
    return targets instanceof Uint8Array ? [rows] : [rows, this.targetSize];
  }

  #reside({ inputs, targets }: SampleRows): Resident {
    if (this.#resident?.inputs === inputs && this.#resident.targets === targets) return this.#resident;
    this.dispose();
    const rows = targets.length / this.targetSize;
    const kept = {
      inputs: this.loaded.keep({ shape: [rows, this.#values], values: inputs }),
      targets: this.loaded.keep({ shape: this.#targetShape(targets, rows), values: targets }),
    };
    this.#resident = { inputs, targets, kept };
    return this.#resident;
  }

  dispose(): void {
    if (this.#resident === undefined) return;
    this.loaded.letGo(this.#resident.kept.inputs);
    this.loaded.letGo(this.#resident.kept.targets);
    this.#resident = undefined;
  }
}
