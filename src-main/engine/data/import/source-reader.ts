import type { ImportOptions, Inspection, Origin, SourceKind } from '@shared/contract/import';
import type { ImportedDataset } from './builder-options';

export interface SourceOptions {
  /** a file or folder */
  path: string;
  options: ImportOptions;
  signal?: AbortSignal | undefined;
}

export interface ImportSource extends SourceOptions {
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** shown to people; made of the path by default */
  name?: string | undefined;
  /** written down beside the dataset, to import it again otherwise; nothing by default */
  origin?: Origin | undefined;
  /** told how many samples of how many are done; never goes down */
  onProgress: (done: number, total: number) => void;
  /** told once, where it goes on with what an interrupted import has done, how many samples those are */
  onResumed?: (done: number) => void;
}

/** Reads one kind of source. Files are never changed. */
export interface SourceReader {
  readonly kind: SourceKind;
  /** Whether the path looks like this kind; a glance, and no error where it cannot be read. */
  recognises(path: string): Promise<boolean>;
  /** What it would be imported as. @throws DataError in one sentence */
  inspect(source: SourceOptions): Promise<Inspection>;
  /**
   * Makes a dataset of it, whole or not at all.
   *
   * @throws DataError in one sentence
   * @throws the signal's reason when aborted
   */
  import(source: ImportSource): Promise<ImportedDataset>;
}
