import type { DatasetDocument, DatasetInput, DatasetSource, DatasetTarget } from '@shared/contract/dataset';
import type { ImportReport, Origin } from '@shared/contract/import';
import type { FileMark } from './file-mark';

/** What is known of a dataset before its samples. */
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
  /** columns that name the samples where they come from; none by default */
  idColumns?: readonly string[];
  /** samples that are expected, to find out beforehand whether there is space; left out where that is not known */
  expected?: number;
  /** what it is imported from, on this machine; left out where it is made or fetched */
  origin?: Origin | undefined;
  /** that its samples are read from: none of them may be changed until it is whole */
  files?: readonly FileMark[];
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
  /** a text for each of `idColumns` of each sample, where there are any */
  ids?: readonly (readonly string[])[] | undefined;
}

/** What is known when all samples are there. */
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
