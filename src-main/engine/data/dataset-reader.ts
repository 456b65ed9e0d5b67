import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';
import { layoutOf, targetWidth, type SampleLayout } from '@shared/data/layout';
import { sizeOf } from '@shared/model/describe';
import type { SampleArray, SampleRows } from '../train/step-runner';
import { DataError } from './data-error';
import { checkLabels, readGroups } from './part-targets';
import { readWholeFile } from './read-file';

/** Samples of one part of a dataset, in memory. What is not there yet is zero. */
export interface Samples extends SampleRows {
  count: number;
}

/** @throws DataError when the folder holds no dataset of this version */
export async function readDatasetDocument(folder: string): Promise<DatasetDocument> {
  const path = join(folder, 'dataset.json');
  try {
    return datasetDocumentSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new DataError(
      missing
        ? `There is no dataset in ${folder}: dataset.json is missing.`
        : `${path} cannot be read as a dataset: it is damaged or of another version. Import the data again.`,
    );
  }
}

/**
 * Reads one split shard by shard, in order, so that work can begin on the first samples while a made-up
 * dataset is still being drawn.
 */
export class DatasetReader {
  readonly samples: Samples;
  readonly layout: SampleLayout;
  #ready = 0;
  #reading: Promise<void> | undefined;

  constructor(
    readonly folder: string,
    readonly document: DatasetDocument,
    readonly split: 'train' | 'test',
  ) {
    this.layout = layoutOf(document);
    const { shape, input, target } = this.layout;
    const { count } = document.splits[split];
    const length = count * sizeOf(shape);
    this.samples = {
      count,
      settled: count === 0,
      inputs: input === 'uint8' ? new Uint8Array(length) : new Float32Array(length),
      targets:
        target === 'class' ? new Uint8Array(count) : new Float32Array(count * targetWidth(this.layout)),
    };
  }

  /** samples from the start that have been read */
  get ready(): number {
    return this.#ready;
  }

  /**
   * Resolves when the first `count` samples are in memory.
   *
   * @param waitForMissing go on waiting while a shard is not there yet, because another engine makes it
   * @throws DataError when a shard is missing, too short, or names a class that does not exist
   */
  async read(count: number, waitForMissing = false): Promise<void> {
    while (this.#ready < Math.min(count, this.samples.count)) {
      this.#reading ??= this.#readNext(waitForMissing).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
  }

  /** The group of each sample; undefined where there are none. @throws DataError as `read` */
  groups(): Promise<Int32Array | undefined> {
    return readGroups(this.folder, this.document.splits[this.split]);
  }

  async #readNext(waitForMissing: boolean): Promise<void> {
    let start = 0;
    for (const shard of this.document.splits[this.split].shards) {
      if (start === this.#ready) {
        const { inputs, targets } = this.samples;
        const size = sizeOf(this.layout.shape);
        const width = targetWidth(this.layout);
        const end = start + shard.count;
        const fill = (file: string, array: SampleArray) =>
          readWholeFile(join(this.folder, file), array, waitForMissing);
        await fill(shard.inputs, inputs.subarray(start * size, end * size));
        await fill(shard.targets, targets.subarray(start * width, end * width));
        if (targets instanceof Uint8Array) {
          checkLabels(this.folder, shard, targets.subarray(start, end), this.layout.outputs);
        }
        this.#ready += shard.count;
        this.samples.settled = this.#ready === this.samples.count;
        return;
      }
      start += shard.count;
    }
    throw new DataError(
      `${this.folder} has fewer samples than its dataset.json says. Import the data again.`,
    );
  }
}
