import { inputBytes, targetBytes } from '@shared/data/layout';
import type { Part } from './content-fingerprint';
import type { DatasetBuilder } from './dataset-builder';

/** Bytes that are gathered before they are written. */
const BUFFER = 1 << 20;
const MOST_SAMPLES = 5000;

/** Samples of one part of a dataset that are gathered before they are written together. */
export class PartBuffer {
  #count = 0;
  readonly #width: number;
  readonly #targetWidth: number;
  readonly #inputs: Float32Array | Uint8Array;
  readonly #targets: Float32Array | Uint8Array;
  readonly #groups: Int32Array;
  readonly #rows: Int32Array;
  #ids: string[][] = [];

  constructor(
    readonly builder: DatasetBuilder,
    readonly part: Part,
  ) {
    const { layout } = builder;
    const samples = Math.max(1, Math.min(MOST_SAMPLES, Math.floor(BUFFER / inputBytes(layout))));
    const isBytes = layout.input === 'uint8';
    const isClass = layout.target === 'class';
    this.#width = inputBytes(layout) / (isBytes ? 1 : 4);
    this.#targetWidth = targetBytes(layout) / (isClass ? 1 : 4);
    this.#inputs = isBytes ? new Uint8Array(samples * this.#width) : new Float32Array(samples * this.#width);
    this.#targets = isClass ? new Uint8Array(samples) : new Float32Array(samples * this.#targetWidth);
    this.#groups = new Int32Array(samples);
    this.#rows = new Int32Array(samples);
  }

  /** Where the next sample is to be written, before `added`. */
  next(): { input: Float32Array | Uint8Array; target: Float32Array | Uint8Array } {
    const at = this.#count;
    return {
      input: this.#inputs.subarray(at * this.#width, (at + 1) * this.#width),
      target: this.#targets.subarray(at * this.#targetWidth, (at + 1) * this.#targetWidth),
    };
  }

  /** Counts the sample that was written. @throws DataError when the disk is full or not writable */
  async added({
    group,
    row,
    ids,
  }: { group?: number | undefined; row?: number; ids?: string[] | undefined } = {}): Promise<void> {
    if (row !== undefined) this.#rows[this.#count] = row;
    if (group !== undefined) this.#groups[this.#count] = group;
    if (ids !== undefined) this.#ids.push(ids);
    this.#count++;
    if (this.#count === this.#groups.length) await this.flush();
  }

  /** Hands on what is left. @throws DataError when the disk is full or not writable */
  async flush(): Promise<void> {
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    const hasGroups = this.builder.options.hasGroups === true && this.part !== 'test';
    const ids = this.#ids;
    this.#ids = [];
    await this.builder.append(this.part, {
      inputs: this.#inputs.subarray(0, count * this.#width),
      targets: this.#targets.subarray(0, count * this.#targetWidth),
      groups: hasGroups ? this.#groups.subarray(0, count) : undefined,
      rows: this.builder.options.hasRows === true ? this.#rows.subarray(0, count) : undefined,
      ids: ids.length > 0 ? ids : undefined,
    });
  }
}
