import { lstat, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DATASET_VERSION,
  datasetDocumentSchema,
  ownDatasetIdSchema,
  type DatasetDocument,
  type DatasetInput,
  type DatasetSource,
  type DatasetTarget,
} from '@shared/contract/dataset';
import type { ImportReport, Origin } from '@shared/contract/import';
import { inputBytes, layoutOf, targetBytes, type SampleLayout } from '@shared/data/layout';
import { syncFolder, writeFileAtomically } from '../../../durable/atomic-file';
import { DataError, errorCode, NoSpaceError, writingFailed } from '../data-error';
import { DRAWN_DIGITS } from '../drawn-digits/recipe';
import { ContentFingerprint, PARTS, type Part } from './content-fingerprint';
import { findExisting } from './existing';
import { idFromName, tidyName } from './names';
import { PartWriter } from './part-writer';
import { dropStaging, newStaging } from './staging';

export interface BuilderOptions {
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** shown to people */
  name: string;
  /** made of the name, and unique, by default */
  id?: string | undefined;
  input: DatasetInput;
  target: DatasetTarget;
  /** whether each training sample belongs to a group that is never split */
  hasGroups?: boolean;
  /** whether samples are rows of their source, by whose numbers people find them again */
  hasRows?: boolean;
  /** samples that are expected, to find out beforehand whether there is space; left out where that is not known */
  expected?: number;
  /** what it is imported from, on this machine; left out where it is made or fetched */
  origin?: Origin | undefined;
  signal?: AbortSignal | undefined;
}

/** Consecutive samples of one part. Arrays may be used again afterwards. */
export interface BuilderSamples {
  /** uint8 for pictures, else float32; as many for each sample as the input's shape says */
  inputs: Uint8Array | Float32Array;
  /** class numbers, or values */
  targets: Uint8Array | Float32Array;
  /** one for each sample, where the dataset has groups */
  groups?: Int32Array | undefined;
  /** one for each sample, where they are rows of their source */
  rows?: Int32Array | undefined;
}

export interface FinishOptions {
  source: DatasetSource;
  report: ImportReport;
  /** Names the classes where only the content tells what they are. */
  nameClasses?: (fingerprint: string) => readonly string[];
  /** What could only be known at the end: categories of columns and how many values are missing, say. */
  input?: DatasetInput;
}

export interface ImportedDataset {
  id: string;
  /** the same content was here already, under this id: nothing was written */
  existed: boolean;
  document: DatasetDocument;
}

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
  async append(part: Part, { inputs, targets, groups, rows }: BuilderSamples): Promise<void> {
    this.options.signal?.throwIfAborted();
    const bytes = { inputs: bytesOf(inputs), targets: bytesOf(targets) };
    const each = { inputs: inputBytes(this.layout), targets: targetBytes(this.layout) };
    const count = bytes.targets.byteLength / each.targets;
    if (bytes.inputs.byteLength !== count * each.inputs)
      throw new RangeError('inputs and targets do not match');
    for (let at = 0; at < count; at++) {
      const input = bytes.inputs.subarray(at * each.inputs, (at + 1) * each.inputs);
      const target = bytes.targets.subarray(at * each.targets, (at + 1) * each.targets);
      this.#fingerprint.add(part, input, target);
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
    });
  }

  /**
   * Puts the dataset in its place.
   *
   * @throws DataError when nothing is to train on, or the disk is to blame
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
      const existing = await findExisting(datasetsFolder, fingerprint, names);
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

const idTaken = (id: string) =>
  new DataError(`There is a dataset with the id ${id} already: choose another.`, 'id');

async function checkId(id: string | undefined, datasetsFolder: string): Promise<void> {
  if (id === undefined) return;
  const parsed = ownDatasetIdSchema.safeParse(id);
  if (!parsed.success) {
    throw new DataError(
      `The id "${id.slice(0, 80)}" cannot be used: ${parsed.error.issues[0]!.message}.`,
      'id',
    );
  }
  if (id === DRAWN_DIGITS.id || (await isThere(join(datasetsFolder, id)))) throw idTaken(id);
}

async function checkSpace(folder: string, wanted: number): Promise<void> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (wanted <= free) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6).toLocaleString('en');
  throw new NoSpaceError(
    `${folder} has ${megabytes(free)} MB left, but the dataset takes ${megabytes(wanted)} MB: free some space.`,
  );
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw writingFailed(error, path);
  }
}
