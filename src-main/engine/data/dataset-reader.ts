import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';
import { sizeOf } from '@shared/model/describe';
import { DataError } from './data-error';

/** Samples of one part of a dataset, in memory. Bytes that are not there yet are zero. */
export interface Samples {
  count: number;
  /** all of them are there */
  settled: boolean;
  /** `count × height × width × channels` bytes */
  images: Uint8Array;
  /** `count` class indices */
  labels: Uint8Array;
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
  #ready = 0;
  #reading: Promise<void> | undefined;

  constructor(
    readonly folder: string,
    readonly document: DatasetDocument,
    readonly split: 'train' | 'test',
  ) {
    const { count } = document.splits[split];
    this.samples = {
      count,
      settled: count === 0,
      images: new Uint8Array(count * sizeOf(document.shape)),
      labels: new Uint8Array(count),
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

  async #readNext(waitForMissing: boolean): Promise<void> {
    let start = 0;
    for (const shard of this.document.splits[this.split].shards) {
      if (start === this.#ready) {
        const size = sizeOf(this.document.shape);
        const images = this.samples.images.subarray(start * size, (start + shard.count) * size);
        const labels = this.samples.labels.subarray(start, start + shard.count);
        await this.#fill(shard.images, images, waitForMissing);
        await this.#fill(shard.labels, labels, waitForMissing);
        const wrong = labels.findIndex((label) => label >= this.document.classes.length);
        if (wrong !== -1) {
          throw new DataError(
            `${join(this.folder, shard.labels)} gives sample ${wrong} the class ${labels[wrong]}, but there are only ${this.document.classes.length}. Import the data again.`,
          );
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

  async #fill(file: string, into: Uint8Array, waitForMissing: boolean): Promise<void> {
    const path = join(this.folder, file);
    while (waitForMissing && (await stat(path).catch(() => undefined)) === undefined) await sleep(50);
    const handle = await open(path, 'r').catch(() => {
      throw new DataError(`${path} is missing. Import the data again.`);
    });
    try {
      const { size } = await handle.stat();
      if (size !== into.byteLength) {
        throw new DataError(
          `${path} has ${size} bytes where ${into.byteLength} were expected. Import the data again.`,
        );
      }
      let read = 0;
      while (read < into.byteLength) {
        const { bytesRead } = await handle.read(into, read, into.byteLength - read, read);
        if (bytesRead === 0) throw new DataError(`${path} became shorter while it was read.`);
        read += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }
}
