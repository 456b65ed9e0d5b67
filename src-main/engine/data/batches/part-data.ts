import type { DatasetDocument } from '@shared/contract/dataset';
import type { SampleLayout } from '@shared/data/layout';
import type { Augment } from '@shared/spec/augment';
import type { SampleArray } from '../../train/step-runner';
import type { VisitRows } from '../visit-rows';
import type { BatchSource } from './batch-source';
import type { StartBatchThread } from './thread-crew';

/** A part of a dataset, as a job uses it: in memory as a whole, or read from its files as it is wanted. */
export interface PartData {
  readonly count: number;
  /** how samples lie when they are taken */
  readonly taken: SampleLayout;
  /** of all samples, once they are loaded; to be scaled in place before any batch is taken */
  readonly targets: SampleArray;
  /** Loads the targets of all samples, and the inputs where they stay in memory. @throws DataError */
  load(): Promise<void>;
  /** The group of each sample; undefined where there are none. */
  groups(): Promise<Int32Array | undefined>;
  readonly visitRows: VisitRows;
  /** @param size rows of the largest batch, and how many batches may be taken at once */
  source(size: { rows: number; atOnce: number }): BatchSource;
}

export interface PartOptions {
  folder: string;
  document: DatasetDocument;
  split: 'train' | 'test';
  /** left out: samples are shown as they are */
  augment?: Augment;
  seed?: number;
  /** threads that prepare batches */
  workers: number;
  startThread: StartBatchThread;
  /** bytes of memory that are free */
  available: number;
}
