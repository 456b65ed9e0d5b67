import type { DatasetInput, FeatureColumn } from '@shared/contract/dataset';
import { importOptionsSchema } from '@shared/contract/import';
import { columnsOf, encodeCells, listed } from '@shared/data/encode-row';
import { gapIn, NOT_FILLED } from '@shared/data/gaps';
import { parquetReader } from '../../engine/data/table/parquet-reader';
import { openParquetTable } from '../../engine/data/table/parquet-table';
import { RowIds } from '../../engine/data/table/row-ids';
import { rowName } from '../../engine/data/table/table-source';
import { openTextTable } from '../../engine/data/table/text-table';
import { DataError } from '../../faults/data-error';
import type { AskedSample } from './asked-sample';

/** Columns of tables that name their rows. */
export interface NamingColumns {
  columns: readonly string[];
  /** whether a person named them, so that a table without one is at fault */
  areAsked: boolean;
}

/** What a model is shown of a table. */
export interface ShownColumns {
  input: DatasetInput;
  /** whether it fills in what is missing */
  fillsGaps: boolean;
}

/** The rows of tables as a model is shown them; other columns than its own are passed over. */
export async function* tableSamples(
  shown: ShownColumns,
  paths: readonly string[],
  naming: NamingColumns,
): AsyncGenerator<AskedSample> {
  for (const path of paths) {
    try {
      yield* rowsOf(shown, path, paths.length > 1, naming);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      yield { where: path, problem: error.message };
    }
  }
}

async function* rowsOf(
  shown: ShownColumns,
  path: string,
  isOneOfMany: boolean,
  naming: NamingColumns,
): AsyncGenerator<AskedSample> {
  const columns = columnsOf(shown.input);
  const isParquet = await parquetReader.recognises(path);
  const source = isParquet
    ? await openParquetTable(path)
    : await openTextTable(path, importOptionsSchema.parse({}).table);
  const places = placesOf(columns, source.names, source.header !== false, path);
  if (naming.areAsked) checkNaming(naming.columns, source.names, path);
  const ids = new RowIds(source.names, naming.columns, source.rules);
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
      const gap = shown.fillsGaps ? undefined : gapIn(shown.input, numbers);
      const first = problems[0] ?? (gap === undefined ? undefined : { column: gap, message: NOT_FILLED });
      yield first
        ? { where, problem: `${path}, ${named}: column "${first.column}" ${first.message}.` }
        : { where, bytes: new Uint8Array(numbers.buffer), ids: ids.of(cells) };
    }
  }
  if (row === 0) {
    const problem = `${path} holds no rows below the names of its columns: add those that the model is to be asked about.`;
    yield { where: path, problem };
  }
}

/** @throws DataError when a column that is to name the rows is not there */
function checkNaming(columns: readonly string[], names: readonly string[], path: string): void {
  const missing = columns.find((column) => !names.includes(column));
  if (missing === undefined) return;
  throw new DataError(
    `${path} has no column "${missing}" to name its rows by: it has ${listed(names.map((name) => `"${name}"`))}.`,
    'path',
  );
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
