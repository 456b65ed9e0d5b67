import { stat } from 'node:fs/promises';
import { arraysReader } from '../arrays/arrays-reader';
import { DataError, readingFailed } from '../data-error';
import { idxReader } from '../idx/idx-reader';
import { picturesReader } from '../pictures/pictures-reader';
import { parquetReader } from '../table/parquet-reader';
import { textTableReader } from '../table/text-table-reader';
import type { SourceOptions, SourceReader } from './source-reader';

/** In the order in which they are tried. */
const READERS: readonly SourceReader[] = [
  idxReader,
  parquetReader,
  arraysReader,
  textTableReader,
  picturesReader,
];

/**
 * The reader for a path: the one that was asked for, or the first that recognises it.
 *
 * @throws DataError when the path is not there, or nobody can read it
 */
export async function readerOf({ path, options }: SourceOptions): Promise<SourceReader> {
  await stat(path).catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  for (const reader of READERS) {
    if (options.as === undefined ? await reader.recognises(path) : reader.kind === options.as) return reader;
  }
  throw new DataError(
    `${path} is nothing that can be imported: take a folder with a folder of pictures for each class, a zip file of one, a CSV, TSV or Parquet file, an NPY or NPZ file, or a folder with IDX files.`,
    'path',
  );
}
