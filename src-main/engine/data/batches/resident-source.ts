import type { DatasetReader } from '../dataset-reader';
import { endOf, type BatchPlan, type BatchSource, type TakenRows } from './batch-source';

/** Samples of a dataset that is in memory as a whole, or comes there while it is made: they are only named. */
export class ResidentSource implements BatchSource {
  readonly mostBatches = Infinity;
  #rows: Int32Array = new Int32Array();

  constructor(readonly reader: DatasetReader) {}

  plan({ rows }: BatchPlan): void {
    this.#rows = rows;
  }

  isMissing(from: number, count: number): boolean {
    const { ready, samples } = this.reader;
    return ready < samples.count && ready < endOf(this.#rows.subarray(from, from + count));
  }

  async take(from: number, count: number): Promise<TakenRows> {
    const { reader } = this;
    const indices = this.#rows.subarray(from, from + count);
    if (reader.ready < reader.samples.count) await reader.read(endOf(indices), true);
    return { samples: reader.samples, indices, origins: indices };
  }

  close(): void {}
}
