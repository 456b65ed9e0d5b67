import { sizeOf } from '@shared/model/shape';
import { DatasetReader } from '../dataset-reader';
import type { VisitRows } from '../visit-rows';
import type { PartData, PartOptions } from './part-data';
import { ResidentSource } from './resident-source';

/** A part of a dataset that is in memory as a whole. */
export class ResidentPart implements PartData {
  readonly #reader: DatasetReader;

  constructor({ folder, document, split }: Pick<PartOptions, 'folder' | 'document' | 'split'>) {
    this.#reader = new DatasetReader(folder, document, split);
  }

  get count() {
    return this.#reader.samples.count;
  }

  get taken() {
    return this.#reader.layout;
  }

  get targets() {
    return this.#reader.samples.targets;
  }

  load(): Promise<void> {
    return this.#reader.read(this.count, true);
  }

  groups() {
    return this.#reader.groups();
  }

  readonly visitRows: VisitRows = async (rows, visit) => {
    await this.load();
    const { inputs } = this.#reader.samples;
    const size = sizeOf(this.taken.shape);
    for (const row of rows) visit(inputs, row * size);
  };

  source() {
    return new ResidentSource(this.#reader);
  }
}
