import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { expect } from 'vitest';
import { datasetDocumentSchema, type DatasetDocument } from '../../../../src-shared/contract/dataset';
import {
  importOptionsSchema,
  importReportSchema,
  inspectionSchema,
  originSchema,
  type ImportReport,
  type Inspection,
} from '../../../../src-shared/contract/import';
import { layoutOf, targetWidth } from '../../../../src-shared/data/layout';
import { sizeOf } from '../../../../src-shared/model/describe';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { DatasetReader } from '../../../../src-main/engine/data/dataset-reader';
import { readerOf } from '../../../../src-main/engine/data/import/source-readers';

type Options = z.input<typeof importOptionsSchema>;

export interface ReadSamples {
  inputs: number[][];
  targets: number[][];
  groups: number[] | undefined;
}

export interface Imported {
  id: string;
  existed: boolean;
  document: DatasetDocument;
  report: ImportReport;
  train: ReadSamples;
  test: ReadSamples;
}

/** A folder of its own with source files and a library's datasets. */
export class ImportCase {
  private constructor(readonly root: string) {}

  static async open(): Promise<ImportCase> {
    return new ImportCase(await mkdtemp(join(tmpdir(), 'trainyard-import-')));
  }

  get datasets(): string {
    return join(this.root, 'library', 'datasets');
  }

  /** Writes a source file. @returns its path */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.root, name);
    await writeFile(path, content);
    return path;
  }

  async import(
    path: string,
    options: Options = {},
    {
      onProgress = () => {},
      signal,
    }: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
  ): Promise<Imported> {
    const source = { path, options: importOptionsSchema.parse(options), signal };
    const reader = await readerOf(source);
    const { id, existed, document } = await reader.import({
      ...source,
      datasetsFolder: this.datasets,
      origin: { version: 1, path, options: source.options },
      onProgress,
    });
    const folder = join(this.datasets, id);
    const json = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    expect(datasetDocumentSchema.parse(await json('dataset.json'))).toEqual(document);
    // What was imported first is what a dataset that was here already came from.
    const origin = originSchema.parse(await json('origin.json'));
    if (!existed) expect(origin).toEqual({ version: 1, path, options: source.options });
    return {
      id,
      existed,
      document,
      report: importReportSchema.parse(await json('report.json')),
      train: await readSplit(folder, document, 'train'),
      test: await readSplit(folder, document, 'test'),
    };
  }

  async inspect(path: string, options: Options = {}): Promise<Inspection> {
    const source = { path, options: importOptionsSchema.parse(options) };
    const reader = await readerOf(source);
    return inspectionSchema.parse(await reader.inspect(source));
  }

  /** Expects one clear sentence, and nothing left behind. */
  async fault(path: string, options: Options = {}): Promise<DataError> {
    const error: unknown = await this.import(path, options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DataError)) throw new Error('No DataError was thrown.', { cause: error });
    expect(error.message).toMatch(/^[^\n]+[.?]$/);
    expect(await this.left()).toEqual([]);
    return error;
  }

  /** What lies among the datasets. */
  async left(): Promise<string[]> {
    return readdir(this.datasets).catch(() => []);
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

async function readSplit(
  folder: string,
  document: DatasetDocument,
  split: 'train' | 'test',
): Promise<ReadSamples> {
  const reader = new DatasetReader(folder, document, split);
  await reader.read(Infinity);
  const { inputs, targets, count } = reader.samples;
  const layout = layoutOf(document);
  const rows = (array: ArrayLike<number>, width: number) =>
    Array.from({ length: count }, (_, row) =>
      Array.from({ length: width }, (__, at) => array[row * width + at]!),
    );
  const groups = await reader.groups();
  return {
    inputs: rows(inputs, sizeOf(layout.shape)),
    targets: rows(targets, targetWidth(layout)),
    groups: groups && [...groups],
  };
}
