import { augmentPicture } from '@shared/augment/augment-picture';
import { mixClasses, mixPictures, mixShare } from '@shared/augment/mixup';
import type { PictureShape } from '@shared/augment/sample-key';
import type { Shard } from '@shared/contract/dataset';
import { inputBytes, targetWidth, type SampleLayout } from '@shared/data/layout';
import type { Augment } from '@shared/spec/augment';
import type { SampleRows } from '../../train/step-runner';
import { ShardRows } from '../shard-rows';
import { rowsOf, type Ring } from './ring';

/** What whoever prepares batches has to know; it crosses to a thread as it is. */
export interface PreparerSetup {
  folder: string;
  shards: Shard[];
  /** of samples as they are taken: with mixup their target is a distribution */
  layout: SampleLayout;
  augment: Augment;
  /** whether that changes pictures by themselves, as `changesPictures` says */
  changes: boolean;
  seed: number;
  /** of all samples of the part: classes, or values as they are scaled for training */
  targets: { buffer: SharedArrayBuffer; areClasses: boolean };
  ring: Ring;
}

/** One batch to prepare. */
export interface BatchOrder {
  /** where in the ring it goes */
  slot: number;
  rows: Int32Array;
  /** the sample that the last one is mixed with: the one behind it */
  behind: number;
  /** see `BatchPlan` */
  epoch: number | undefined;
}

/**
 * Reads a batch's samples, changes them as the spec says, and lays them into the ring. What comes of it depends on
 * nothing but the order, the spec and the dataset.
 */
export class BatchPreparer {
  readonly #inputs: ShardRows;
  readonly #ring: SampleRows;
  readonly #ringBytes: Uint8Array;
  readonly #targets: Uint8Array | Float32Array;
  readonly #bytes: number;
  /** a batch as it was read, where it is changed afterwards */
  readonly #read: Uint8Array;
  /** the picture behind the last one of a batch */
  readonly #behind: Uint8Array;

  constructor(readonly setup: PreparerSetup) {
    const { folder, shards, layout, augment, changes, targets, ring } = setup;
    this.#bytes = inputBytes(layout);
    this.#inputs = new ShardRows(folder, shards, this.#bytes);
    this.#ring = rowsOf(ring, layout);
    this.#ringBytes = new Uint8Array(ring.inputs);
    this.#targets = targets.areClasses ? new Uint8Array(targets.buffer) : new Float32Array(targets.buffer);
    this.#read = new Uint8Array(changes ? ring.rows * this.#bytes : 0);
    this.#behind = new Uint8Array(augment.mixup > 0 ? this.#bytes : 0);
  }

  /** @throws DataError when the files are not as they should be */
  prepare(order: BatchOrder): void {
    const { rows, slot, epoch } = order;
    const bytes = this.#bytes;
    const start = slot * this.setup.ring.rows * bytes;
    const into = this.#ringBytes.subarray(start, start + rows.length * bytes);
    if (epoch === undefined) {
      this.#inputs.read(rows, into);
      this.#layTargets(order);
      return;
    }
    this.#layPictures(rows, into, epoch);
    if (this.setup.augment.mixup > 0) this.#mix(order, into, epoch);
    else this.#layTargets(order);
  }

  #layPictures(rows: Int32Array, into: Uint8Array, epoch: number): void {
    const { augment, changes, layout, seed } = this.setup;
    if (!changes) return this.#inputs.read(rows, into);
    const bytes = this.#bytes;
    const shape = layout.shape as PictureShape;
    this.#inputs.read(rows, this.#read);
    for (let i = 0; i < rows.length; i++) {
      const key = { seed, epoch, index: rows[i]! };
      const picture = this.#read.subarray(i * bytes, (i + 1) * bytes);
      augmentPicture(augment, picture, into.subarray(i * bytes, (i + 1) * bytes), shape, key);
    }
  }

  /** Mixes each picture with the one behind it, from the first on: so what is mixed in is never a mixture itself. */
  #mix({ rows, behind, slot }: BatchOrder, into: Uint8Array, epoch: number): void {
    const { augment, seed, layout, ring } = this.setup;
    const bytes = this.#bytes;
    this.#layPictures(Int32Array.of(behind), this.#behind, epoch);
    const targets = this.#ring.targets as Float32Array;
    for (let i = 0; i < rows.length; i++) {
      const isLast = i === rows.length - 1;
      const other = isLast ? this.#behind : into.subarray((i + 1) * bytes, (i + 2) * bytes);
      const share = mixShare(augment.mixup, { seed, epoch, index: rows[i]! });
      mixPictures(into.subarray(i * bytes, (i + 1) * bytes), other, share);
      const at = (slot * ring.rows + i) * layout.outputs;
      const otherClass = this.#targets[isLast ? behind : rows[i + 1]!]!;
      mixClasses(targets.subarray(at, at + layout.outputs), this.#targets[rows[i]!]!, otherClass, share);
    }
  }

  #layTargets({ rows, slot }: BatchOrder): void {
    const { layout, ring } = this.setup;
    const width = targetWidth(layout);
    const into = this.#ring.targets;
    let at = slot * ring.rows * width;
    for (const row of rows) {
      if (layout.target === 'distribution') {
        into.fill(0, at, at + width);
        into[at + this.#targets[row]!] = 1;
      } else {
        for (let i = 0; i < width; i++) into[at + i] = this.#targets[row * width + i]!;
      }
      at += width;
    }
  }

  close(): void {
    this.#inputs.close();
  }
}
