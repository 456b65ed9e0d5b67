import { join } from 'node:path';
import type { DatasetSource } from '@shared/contract/dataset';
import type { Patience } from '../../download/download-file';
import { importIdx } from '../idx/import-idx';
import type { ImportedDataset } from '../import/builder-options';
import { importCifar } from './cifar10/import-cifar';
import { dropFiles, fetchFiles } from './fetch-files';
import type { Published } from './published';

export interface FetchPublished {
  /** the catalog's id */
  entry: string;
  /** shown to people */
  name: string;
  published: Published;
  /** tried before the known addresses */
  mirrors: readonly URL[];
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** where what is fetched is kept until it is whole, in a folder of its own */
  downloadsFolder: string;
  onProgress: (done: number, total: number, unit: string) => void;
  signal: AbortSignal;
  patience?: Patience | undefined;
}

/**
 * Fetches a published dataset and imports it; what was fetched is removed when the dataset is whole.
 *
 * @throws DataError in one sentence; what has come stays for the next time
 * @throws the signal's reason when aborted
 */
export async function fetchPublished({
  entry,
  name,
  published,
  mirrors,
  datasetsFolder,
  downloadsFolder,
  onProgress,
  signal,
  patience,
}: FetchPublished): Promise<ImportedDataset> {
  const folder = join(downloadsFolder, entry);
  const from = await fetchFiles({
    id: entry,
    name,
    published,
    folder,
    addresses: [...mirrors, ...published.addresses.map((address) => new URL(address))],
    onProgress: (done, total) => onProgress(done, total, 'bytes'),
    signal,
    patience,
  });
  const source: DatasetSource = { type: 'download', catalog: entry, from };
  const { classes } = published;
  const rest = {
    datasetsFolder,
    name,
    source,
    classes,
    onProgress: (done: number, total: number) => onProgress(done, total, 'samples'),
    signal,
  };
  const made =
    published.format === 'idx'
      ? await importIdx({ path: folder, ...rest })
      : await importCifar({ archive: join(folder, published.files[0]!.name), ...rest });
  await dropFiles(folder, published);
  return made;
}
