import { DataError } from '../data-error';
import type { ImportedDataset } from '../import/dataset-builder';

export interface MakeEntry {
  entry: string;
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** where what is fetched is kept until it is whole */
  downloadsFolder: string;
  /** addresses to try before the known ones */
  mirrors: readonly string[];
  onProgress: (done: number, total: number, unit: string) => void;
  signal: AbortSignal;
}

/** Fetches or computes a dataset of the catalog. @throws DataError in one sentence */
export async function makeCatalogEntry({ entry }: MakeEntry): Promise<ImportedDataset> {
  throw new DataError(`There is no dataset called "${entry}" in the catalog.`, 'entry');
}
