import { setImmediate as yieldToMessages } from 'node:timers/promises';
import { inputBytes, layoutOf, targetBytes, targetWidth, type SampleLayout } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import { changesPictures, NO_AUGMENT } from '@shared/spec/augment';
import type { SampleArray } from '../../train/step-runner';
import { knownClasses } from '../known-classes';
import { readGroups, readTargets } from '../part-targets';
import { ShardPresence } from '../shard-presence';
import { ShardRows } from '../shard-rows';
import type { VisitRows } from '../visit-rows';
import type { BatchSource } from './batch-source';
import type { PreparerSetup } from './batch-preparer';
import type { PartData, PartOptions } from './part-data';
import { OwnCrew } from './own-crew';
import { PreparedSource } from './prepared-source';
import { makeRing } from './ring';
import { ThreadCrew } from './thread-crew';

/** Batches that are made ahead for each thread. */
const AHEAD = 3;
/** Bytes that are read at once where all rows are gone through. */
const CHUNK_BYTES = 4e6;

/** A part of a dataset whose inputs stay in their files; only its targets are in memory. */
export class StreamedPart implements PartData {
  readonly count: number;
  readonly taken: SampleLayout;
  readonly targets: SampleArray;
  readonly #layout: SampleLayout;
  readonly #buffer: SharedArrayBuffer;
  readonly #known: Uint8Array | undefined;

  constructor(readonly options: PartOptions) {
    const { document, split, augment } = options;
    this.#layout = layoutOf(document);
    this.taken = augment && augment.mixup > 0 ? { ...this.#layout, target: 'distribution' } : this.#layout;
    this.count = document.splits[split].count;
    this.#buffer = new SharedArrayBuffer(this.count * targetBytes(this.#layout));
    this.targets = this.#areClasses ? new Uint8Array(this.#buffer) : new Float32Array(this.#buffer);
    this.#known = knownClasses(document, split);
    if (this.#known) this.targets.set(this.#known);
  }

  get #areClasses(): boolean {
    return this.#layout.target === 'class';
  }

  async load(): Promise<void> {
    const { folder, document, split } = this.options;
    if (this.#known) return;
    const { splits, target } = document;
    const width = targetWidth(this.#layout);
    await readTargets(folder, splits[split], this.targets, width, target.names.length);
  }

  groups() {
    const { folder, document, split } = this.options;
    return readGroups(folder, document.splits[split]);
  }

  readonly visitRows: VisitRows = async (rows, visit) => {
    const { folder, document, split } = this.options;
    const { shards } = document.splits[split];
    const rowBytes = inputBytes(this.#layout);
    const size = sizeOf(this.#layout.shape);
    await new ShardPresence(folder, shards).until(this.count);
    const each = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
    const bytes = new Uint8Array(each * rowBytes);
    const values = this.#layout.input === 'uint8' ? bytes : new Float32Array(bytes.buffer);
    const files = new ShardRows(folder, shards, rowBytes);
    try {
      for (let from = 0; from < rows.length; from += each) {
        const some = rows.subarray(from, from + each);
        files.read(some, bytes);
        for (let i = 0; i < some.length; i++) visit(values, i * size);
        await yieldToMessages();
      }
    } finally {
      files.close();
    }
  };

  source({ rows, atOnce }: { rows: number; atOnce: number }): BatchSource {
    const { folder, document, split, augment = NO_AUGMENT, seed = 0, workers, startThread } = this.options;
    const { shards } = document.splits[split];
    const wanted = Math.max(1, AHEAD * workers);
    const setup: PreparerSetup = {
      folder,
      shards,
      layout: this.taken,
      augment,
      changes: changesPictures(augment),
      seed,
      targets: { buffer: this.#buffer, areClasses: this.#areClasses },
      ring: makeRing(this.taken, { rows, wanted, atOnce }),
    };
    const crew = workers > 0 ? new ThreadCrew(workers, startThread, setup) : new OwnCrew(setup);
    return new PreparedSource(setup, crew, new ShardPresence(folder, shards));
  }
}
