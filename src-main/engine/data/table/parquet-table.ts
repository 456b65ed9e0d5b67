import { open, type FileHandle } from 'node:fs/promises';
import { parquetMetadata, parquetSchema, type FileMetaData, type RowGroup, type SchemaTree } from 'hyparquet';
import { DataError, errorCode, readingFailed } from '../data-error';
import { checkUnchanged, markOf, type FileMark } from '../import/file-mark';
import type { Cell } from './cell';
import { columnNames } from './column-names';
import { ColumnPages, type FlatColumn } from './parquet-pages';
import type { RowBlock, TableSource } from './table-source';
import { MOST_COLUMNS } from './text-table';

const MAGIC = 0x31524150;
/** Metadata of more than this is not a table that a model learns from. */
const MOST_METADATA = 64 << 20;
const BLOCK = 500;

const damaged = (path: string, error: unknown) =>
  new DataError(`${path} is damaged, or no Parquet file that can be read: write it again.`, 'path', {
    cause: error,
  });

/** Errors of the library that reads Parquet as one sentence; others as they are. */
function parquetFailed(error: unknown, path: string): unknown {
  if (error instanceof DataError) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  const isOfSystem =
    /^E[A-Z]+$/.test(errorCode(error) ?? '') && errorCode(error)?.startsWith('ERR_') !== true;
  return isOfSystem ? readingFailed(error, path) : damaged(path, error);
}

async function withFile<T>(
  path: string,
  read: (file: FileHandle, size: number, mark: FileMark) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readingFailed(error, path);
  });
  try {
    const status = await file.stat({ bigint: true });
    if (!status.isFile()) throw new DataError(`${path} is not a file: put the data file there.`, 'path');
    return await read(file, Number(status.size), markOf(path, status));
  } finally {
    await file.close();
  }
}

async function readMetadata(path: string): Promise<{ metadata: FileMetaData; size: number; mark: FileMark }> {
  return withFile(path, async (file, size, mark) => {
    const tail = Buffer.alloc(8);
    const head = Buffer.alloc(4);
    if (size < 12) throw new DataError(`${path} is too short to be a Parquet file: get it again.`, 'path');
    await file.read(head, 0, 4, 0);
    await file.read(tail, 0, 8, size - 8);
    const length = tail.readUInt32LE(0);
    if (head.readUInt32LE(0) !== MAGIC || tail.readUInt32LE(4) !== MAGIC) {
      throw new DataError(
        `${path} is no Parquet file, or is cut off: it does not begin and end with the format's mark. Get it again.`,
        'path',
      );
    }
    if (length > size - 12 || length > MOST_METADATA) {
      throw damaged(path, new Error(`metadata of ${length} bytes in ${size}`));
    }
    const footer = new Uint8Array(length + 8);
    await file.read(footer, 0, footer.length, size - footer.length);
    try {
      return { metadata: parquetMetadata(footer, { geoparquet: false }), size, mark };
    } catch (error) {
      throw damaged(path, error);
    }
  });
}

/** Nested columns that are named in a note. */
const MOST_NAMED = 5;

const isNested = ({ children, element }: SchemaTree) =>
  children.length > 0 || element.repetition_type === 'REPEATED' || element.type === undefined;

/** Types that are neither a number nor a text. */
function isOdd({ element }: SchemaTree): boolean {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === 'BSON' || converted === 'INTERVAL' || converted === 'JSON') return true;
  const known = logical?.type;
  if (known !== undefined && ['GEOMETRY', 'GEOGRAPHY', 'VARIANT', 'JSON', 'BSON'].includes(known))
    return true;
  return (
    type === 'FIXED_LEN_BYTE_ARRAY' && converted !== 'DECIMAL' && known !== 'UUID' && known !== 'FLOAT16'
  );
}

const nestedNote = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  if (names.length > shown.length) shown.push(`${(names.length - shown.length).toLocaleString('en')} more`);
  const [are, were] = names.length === 1 ? ['is', 'was'] : ['are', 'were'];
  return `${new Intl.ListFormat('en').format(shown)} ${are} nested (lists, maps or structures) and ${were} left out: write each value as a column of its own to learn from it.`;
};

/** A value as a cell. Dates are texts as ISO 8601 writes them. */
function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'number':
    case 'string':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      if (value === null || value === undefined) return null;
      throw new TypeError('a value that is neither a number nor a text');
  }
}

/** The columns of one row group, which go forward together although their pages end in different rows. */
async function* rowsOfGroup(columns: readonly ColumnPages[], rows: number): AsyncGenerator<Cell[][]> {
  const pages: ArrayLike<unknown>[] = columns.map(() => []);
  const places = columns.map(() => 0);
  for (let done = 0; done < rows;) {
    let count = Math.min(BLOCK, rows - done);
    for (const [index, column] of columns.entries()) {
      if (places[index] === pages[index]!.length) {
        pages[index] = (await column.next()) ?? [];
        places[index] = 0;
      }
      count = Math.min(count, pages[index]!.length - places[index]!);
    }
    if (count <= 0) throw new RangeError('columns of different lengths');
    const from = done;
    yield Array.from({ length: count }, (_, row) =>
      columns.map((__, index) => cellOf(pages[index]![places[index]! + row])),
    );
    for (const index of columns.keys()) places[index]! += count;
    done = from + count;
  }
}

function columnsOf(group: RowGroup, names: readonly string[]) {
  return names.map((name) => {
    const chunk = group.columns.find(
      ({ meta_data: its }) => its?.path_in_schema.length === 1 && its.path_in_schema[0] === name,
    );
    if (chunk?.meta_data === undefined || chunk.file_path !== undefined)
      throw new RangeError(`no column ${name}`);
    return chunk.meta_data;
  });
}

/**
 * Opens a Parquet file. Only what its metadata says is read, and held against its size.
 *
 * @throws DataError when it is damaged, or no table
 */
export async function openParquetTable(path: string): Promise<TableSource> {
  const { metadata, size, mark } = await readMetadata(path);
  let flat: FlatColumn[];
  let nested: string[];
  let odd: string[];
  let count: number;
  try {
    const root = parquetSchema(metadata);
    const fit = root.children.filter((child) => !isNested(child) && !isOdd(child));
    nested = root.children.filter(isNested).map(({ element }) => element.name);
    odd = root.children
      .filter((child) => !isNested(child) && isOdd(child))
      .map(({ element }) => element.name);
    flat = fit.map((child) => ({ element: child.element, schemaPath: [root, child] }));
    const groupRows = metadata.row_groups.map(({ num_rows: rows }) => Number(rows));
    count = groupRows.reduce((sum, rows) => sum + rows, 0);
    if (groupRows.some((rows) => !(rows >= 0)) || count !== Number(metadata.num_rows)) {
      throw new RangeError(`${Number(metadata.num_rows)} rows, and ${count} in groups`);
    }
    const names = flat.map(({ element }) => element.name);
    for (const group of metadata.row_groups) columnsOf(group, names);
  } catch (error) {
    throw damaged(path, error);
  }
  if (flat.length === 0) {
    throw new DataError(
      nested.length > 0
        ? `All columns of ${path} are nested (lists, maps or structures), which cannot be read: write each of their values as a column of its own.`
        : `${path} has no column of numbers or texts: write them as columns of their own.`,
      'path',
    );
  }
  if (flat.length > MOST_COLUMNS) {
    throw new DataError(
      `${path} has ${flat.length.toLocaleString('en')} columns, but ${MOST_COLUMNS.toLocaleString('en')} is the most: take fewer.`,
      'path',
    );
  }
  const given = flat.map(({ element }) => element.name);

  async function* blocks(signal?: AbortSignal): AsyncGenerator<RowBlock> {
    const file = await open(path, 'r').catch((error: unknown) => {
      throw readingFailed(error, path);
    });
    let done = 0;
    try {
      for (const group of metadata.row_groups) {
        const rows = Number(group.num_rows);
        const chunks = columnsOf(group, given);
        const pages = flat.map((column, index) => new ColumnPages(file, column, chunks[index]!, size, rows));
        for await (const block of rowsOfGroup(pages, rows)) {
          signal?.throwIfAborted();
          done += block.length;
          yield { rows: block, share: done / count };
        }
      }
      await checkUnchanged(mark);
    } catch (error) {
      throw signal?.aborted === true ? error : parquetFailed(error, path);
    } finally {
      await file.close();
    }
  }

  const notes = odd.map((name) => `Column "${name}" is neither numbers nor texts, and was left out.`);
  if (nested.length > 0) notes.unshift(nestedNote(nested));
  return {
    path,
    files: [mark],
    names: columnNames(given),
    rules: { decimal: '.', parsesText: false },
    count,
    delimiter: null,
    header: null,
    notes,
    blocks,
  };
}
