import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetDocument } from '@shared/contract/dataset';
import { DatasetReader, readDatasetDocument } from '../../src-main/engine/data/dataset-reader';
import type { TrainingSplit } from '../../src-main/engine/data/split-validation';

/** Batches that lie ready in memory for the measurement of steps. */
export const PREPARED_BATCHES = 32;

/** The dataset that all contenders train on, with the samples that each part of the work takes. */
export interface BenchData {
  folder: string;
  document: DatasetDocument;
  /** Nothing to validate on means that no epochs are measured. */
  split: TrainingSplit;
}

async function readIndices(path: string): Promise<Int32Array> {
  const bytes = await readFile(path);
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

export async function openBenchData(folder: string): Promise<BenchData> {
  return {
    folder,
    document: await readDatasetDocument(folder),
    split: {
      training: await readIndices(join(folder, 'training.i32')),
      validation: await readIndices(join(folder, 'validation.i32')),
    },
  };
}

/** All training samples, read anew. */
export async function loadSamples({ folder, document }: BenchData): Promise<DatasetReader> {
  const reader = new DatasetReader(folder, document, 'train');
  await reader.read(reader.samples.count);
  return reader;
}
