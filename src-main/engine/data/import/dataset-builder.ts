import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DATASET_VERSION, datasetDocumentSchema, type DatasetDocument } from '@shared/contract/dataset';
import { inputBytes, layoutOf, targetBytes, type SampleLayout } from '@shared/data/layout';
import { syncFolder, writeFileAtomically } from '../../../durable/atomic-file';
import { DataError, errorCode, writingFailed } from '../data-error';
import { checkId, checkSpace, idTaken, isThere } from './builder-checks';
import type { BuilderOptions, BuilderSamples, FinishOptions, ImportedDataset } from './builder-options';
import { ContentFingerprint, PARTS, type Part } from './content-fingerprint';
import { findExisting } from './existing';
import { checkUnchanged } from './file-mark';
import { idFromName, tidyName } from './names';
import { PartWriter } from './part-writer';
import { dropStaging, newStaging } from './staging';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Builds a dataset beside the others, sample by sample, and puts it in its place when it is whole: it is there
 * completely or not at all, and the same content only once. Always `close` it.
 *
 * Training samples keep the order in which they are given, validation samples come behind them.
 */
export class DatasetBuilder {
  readonly layout: SampleLayout;
  readonly #writers: Record<Part, PartWriter>;
  readonly #fingerprint = new ContentFingerprint();
  readonly #idFingerprint = new ContentFingerprint();
  readonly #classCounts: number[];

  private constructor(
    readonly options: BuilderOptions,
    readonly name: string,
    readonly staging: string,
  ) {
    this.layout = layoutOf(options);
    this.#classCounts = options.target.type === 'classes' ? options.target.names.map(() => 0) : [];
    const writer = (part: Part) =>
      new PartWriter(staging, part, {
        groups: options.hasGroups === true && part !== 'test',
        rows: options.hasRows === true,
        ids: (options.idColumns?.length ?? 0) > 0,
      });
    this.#writers = { train: writer('train'), validation: writer('validation'), test: writer('test') };
  }

  /** @throws DataError when the name, the id or the disk are to blame */
  static async open(options: BuilderOptions): Promise<DatasetBuilder> {
    const { datasetsFolder, signal } = options;
    signal?.throwIfAborted();
    const name = tidyName(options.name);
    if (name === '') throw new DataError('The name is empty: give the dataset one.', 'name');
    await checkId(options.id, datasetsFolder);
    let staging: string | undefined;
    try {
      staging = await newStaging(datasetsFolder);
      const builder = new DatasetBuilder(options, name, staging);
      const { expected } = options;
      if (expected !== undefined) {
        await checkSpace(
          datasetsFolder,
          expected * (inputBytes(builder.layout) + targetBytes(builder.layout)),
        );
      }
      return builder;
    } catch (error) {
      if (staging !== undefined) await dropStaging(staging);
      throw writingFailed(error, datasetsFolder);
    }
  }

  /** Samples of a part so far. */
  count(part: Part): number {
    return this.#writers[part].count;
  }

  /** The bytes of a sample's input that was appended, by its number in its part. */
  input(part: Part, index: number): Promise<Uint8Array> {
    return this.#writers[part].input(index, inputBytes(this.layout));
  }

  /**
   * @throws DataError when the disk is full or not writable
   * @throws the signal's reason when aborted
   */
  async append(part: Part, { inputs, targets, groups, rows, ids }: BuilderSamples): Promise<void> {
    this.options.signal?.throwIfAborted();
    const bytes = { inputs: bytesOf(inputs), targets: bytesOf(targets) };
    const each = { inputs: inputBytes(this.layout), targets: targetBytes(this.layout) };
    const count = bytes.targets.byteLength / each.targets;
    if (bytes.inputs.byteLength !== count * each.inputs)
      throw new RangeError('inputs and targets do not match');
    if (ids !== undefined && ids.length !== count) throw new RangeError('inputs and ids do not match');
    for (let at = 0; at < count; at++) {
      const input = bytes.inputs.subarray(at * each.inputs, (at + 1) * each.inputs);
      const target = bytes.targets.subarray(at * each.targets, (at + 1) * each.targets);
      this.#fingerprint.add(part, input, target);
      if (ids !== undefined) this.#idFingerprint.add(part, input, idBytes(ids[at]!, target));
      if (this.layout.target !== 'class') continue;
      const label = target[0]!;
      if (this.#classCounts[label] === undefined) throw new RangeError(`there is no class ${label}`);
      if (part !== 'test') this.#classCounts[label]++;
    }
    await this.#writers[part].append({
      count,
      ...bytes,
      groups: groups && bytesOf(groups),
      rows: rows && bytesOf(rows),
      ids,
    });
  }

  /** What tells that samples are called the same, and by what columns; undefined where they have no ids. */
  #ids(): DatasetDocument['ids'] {
    const columns = [...(this.options.idColumns ?? [])];
    if (columns.length === 0) return undefined;
    return { columns, fingerprint: this.#idFingerprint.digest(columns) };
  }

  /**
   * Puts the dataset in its place.
   *
   * @throws DataError when nothing is to train on, a file was changed meanwhile, or the disk is to blame
   */
  async finish({
    source,
    report,
    nameClasses,
    input = this.options.input,
  }: FinishOptions): Promise<ImportedDataset> {
    const { datasetsFolder } = this.options;
    try {
      for (const part of PARTS) await this.#writers[part].finish();
      await checkUnchanged(...(this.options.files ?? []));
      const { train, validation, test } = this.#writers;
      if (train.count === 0) {
        throw new DataError(
          'Nothing is left to train on: every sample was set aside. Look at what is wrong with them.',
          'path',
        );
      }
      const fingerprint = this.#fingerprint.digest([
        this.layout.shape,
        this.layout.target,
        this.layout.outputs,
      ]);
      const { target } = this.options;
      const names = nameClasses?.(fingerprint) ?? target.names;
      const ids = this.#ids();
      const hasGroups = train.shards[0]?.groups !== undefined;
      const existing = await findExisting(datasetsFolder, { fingerprint, names, ids, input, hasGroups });
      if (existing) return { id: existing.id, existed: true, document: existing };
      const { origin } = this.options;
      if (origin !== undefined) await this.#write('origin.json', origin);
      await this.#write('report.json', report);
      const document = await this.#settle((id) =>
        datasetDocumentSchema.parse({
          version: DATASET_VERSION,
          id,
          name: this.name,
          source,
          input,
          target: { ...target, names },
          splits: {
            train: {
              count: train.count + validation.count,
              shards: [...train.shards, ...validation.shards],
            },
            test: { count: test.count, shards: test.shards },
          },
          validationCount: validation.count,
          classCounts: this.#classCounts,
          fingerprint,
          ids,
          createdAt: new Date().toISOString(),
        }),
      );
      return { id: document.id, existed: false, document };
    } catch (error) {
      throw writingFailed(error, datasetsFolder);
    }
  }

  /** Removes what was not finished. */
  async close(): Promise<void> {
    for (const part of PARTS) await this.#writers[part].close();
    await dropStaging(this.staging);
  }

  #write(name: string, document: object): Promise<void> {
    return writeFileAtomically(join(this.staging, name), `${JSON.stringify(document, undefined, 2)}\n`);
  }

  /** Writes the document and renames the folder into place, under another id for as long as one is taken. */
  async #settle(describe: (id: string) => DatasetDocument): Promise<DatasetDocument> {
    const { datasetsFolder } = this.options;
    const stem = this.options.id ?? idFromName(this.name);
    for (let turn = 1; ; turn++) {
      const id = turn === 1 ? stem : `${stem}-${turn}`;
      const target = join(datasetsFolder, id);
      if (!(await isThere(target))) {
        const document = describe(id);
        await this.#write('dataset.json', document);
        try {
          await rename(this.staging, target);
          await syncFolder(datasetsFolder);
          return document;
        } catch (error) {
          const code = errorCode(error);
          // Somebody else took the name in between (Windows says EPERM).
          const taken = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
          if (!taken || !(await isThere(target))) throw error;
        }
      }
      if (this.options.id !== undefined) throw idTaken(id);
    }
  }
}

/** A sample's ids and its target, as they go into the ids' fingerprint. */
const idBytes = (ids: readonly string[], target: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(JSON.stringify(ids)), target]);
