import { mkdir } from 'node:fs/promises';
import type { DatasetDocument } from '@shared/contract/dataset';
import { CATALOG } from '@shared/data/catalog';
import type { Patience } from '../../download/download-file';
import { DataError, writingFailed } from '../data-error';
import type { ImportedDataset } from '../import/builder-options';
import { findWhole } from '../import/existing';
import { parseMirror } from './addresses';
import { fetchPublished } from './fetch-published';
import { makeUp } from './made-up/make-up';
import { RECIPES } from './made-up/recipes';
import { PUBLISHED } from './published';

/** Of the made-up sets of the catalog, so that everybody has the same ones. */
const SEED = 0;

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
  /** left out: as patient as the network asks for */
  patience?: Patience;
}

/**
 * Fetches or computes a dataset of the catalog, unless the library has it already.
 *
 * @throws DataError in one sentence
 * @throws the signal's reason when aborted
 */
export async function makeCatalogEntry(options: MakeEntry): Promise<ImportedDataset> {
  const { entry, datasetsFolder, onProgress, signal } = options;
  const item = CATALOG.find(({ id }) => id === entry);
  if (item === undefined)
    throw new DataError(`There is no dataset called "${entry}" in the catalog.`, 'entry');
  const mirrors = options.mirrors.map(parseMirror);
  await mkdir(datasetsFolder, { recursive: true }).catch((error: unknown) => {
    throw writingFailed(error, datasetsFolder);
  });
  const here = await findWhole(
    datasetsFolder,
    ({ source, fingerprint }) => fingerprint === item.fingerprint || isOf(source, entry),
  );
  if (here) return { id: here.id, existed: true, document: here };
  const published = PUBLISHED[entry];
  if (published) return fetchPublished({ ...options, name: item.name, published, mirrors });
  const recipe = RECIPES.find(({ id }) => id === entry);
  if (recipe === undefined) throw new DataError(`${item.name} cannot be made by this version.`, 'entry');
  return makeUp({
    recipe,
    name: item.name,
    seed: SEED,
    datasetsFolder,
    signal,
    onProgress: (done, total) => onProgress(done, total, 'samples'),
  });
}

function isOf(source: DatasetDocument['source'], entry: string): boolean {
  if (source.type === 'download') return source.catalog === entry;
  return source.type === 'made-up' && source.recipe === entry && source.seed === SEED;
}
