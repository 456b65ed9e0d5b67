import type { FeatureColumn } from '@shared/contract/dataset';
import { importOptionsSchema } from '@shared/contract/import';
import { encodeCells, listed } from '@shared/data/encode-row';
import { parquetReader } from '../../engine/data/table/parquet-reader';
import { openParquetTable } from '../../engine/data/table/parquet-table';
import { rowName } from '../../engine/data/table/table-source';
import { openTextTable } from '../../engine/data/table/text-table';
import { DataError } from '../../faults/data-error';
import type { AskedSample } from './asked-sample';

/** The rows of tables as a model is shown them; other columns than its own are passed over. */
export async function* tableSamples(
  columns: readonly FeatureColumn[],
  paths: readonly string[],
): AsyncGenerator<AskedSample> {
  for (const path of paths) {
    try {
      yield* rowsOf(columns, path, paths.length > 1);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      yield { where: path, problem: error.message };
    }
  }
}

async function* rowsOf(
  columns: readonly FeatureColumn[],
  path: string,
  isOneOfMany: boolean,
): AsyncGenerator<AskedSample> {
  const isParquet = await parquetReader.recognises(path);
  const source = isParquet
    ? await openParquetTable(path)
    : await openTextTable(path, importOptionsSchema.parse({}).table);
  const places = placesOf(columns, source.names, source.header !== false, path);
  let row = 0;
  for await (const { rows } of source.blocks()) {
    for (const cells of rows) {
      const named = rowName(row++);
      const where = isOneOfMany ? `${path}, ${named}` : named;
      if (cells.length !== source.names.length) {
        const problem = `${path}, ${named}, has ${cells.length} columns instead of ${source.names.length}.`;
        yield { where, problem };
        continue;
      }
      const its = places.map((place) => cells[place]);
      const { numbers, problems } = encodeCells(columns, its, source.rules);
      const [first] = problems;
      yield first
        ? { where, problem: `${path}, ${named}: column "${first.column}" ${first.message}.` }
        : { where, bytes: new Uint8Array(numbers.buffer) };
    }
  }
}

/**
 * Where the model's columns stand in a table: by their names, or one after the other where the table has no names and no
 * other columns.
 *
 * @throws DataError when one is not there
 */
function placesOf(
  columns: readonly FeatureColumn[],
  names: readonly string[],
  hasNames: boolean,
  path: string,
): number[] {
  if (!hasNames && names.length === columns.length) return columns.map((_, index) => index);
  const places = columns.map(({ name }) => names.indexOf(name));
  const missing = columns.filter((_, index) => places[index] === -1).map(({ name }) => `"${name}"`);
  if (missing.length === 0) return places;
  const has = hasNames
    ? `it has ${listed(names.map((name) => `"${name}"`))}`
    : `it has ${names.length} columns without names`;
  throw new DataError(`${path} has no column ${listed(missing)}, which the model is shown: ${has}.`, 'path');
}
