import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetRead } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** The column that says which rows a resume, or going back, superseded. */
export const SUPERSEDED = 'superseded';

/** Rows of which the file tells the least and the largest value of each column, without any of them being read. */
const GROUP_ROWS = 1000;

/** Where the compacted rows of a fixed-width log stand: beside it. */
export const parquetPathOf = (logPath: string): string => logPath.replace(/\.log$/, '.parquet');

/** Rows as they were written, superseded ones included. */
export interface CompactedRows {
  /** of the whole file */
  count: number;
  /** one number for each column that was asked for; NaN where the file has no such column */
  rows: Float64Array<ArrayBuffer>;
}

/**
 * A series as a Parquet file: each column as DOUBLE, to the bit, and `superseded` as BOOLEAN.
 *
 * @param rows one number for each column
 * @param superseded 1 for each row that does not count
 */
export function encodeParquetSeries(
  columns: readonly string[],
  rows: Float64Array,
  superseded: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const width = columns.length;
  const numbers = columns.map((name, at) => ({
    name,
    data: Float64Array.from(superseded, (_, row) => rows[row * width + at]!),
    type: 'DOUBLE' as const,
    encoding: 'PLAIN' as const,
    nullable: false,
  }));
  const marks = Array.from(superseded, (mark) => mark === 1);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [...numbers, { name: SUPERSEDED, data: marks, type: 'BOOLEAN', nullable: false }],
      rowGroupSize: GROUP_ROWS,
      createdBy: 'Trainyard',
    }),
  );
}

/**
 * Reads a series that was compacted.
 *
 * @param columns what is wanted of it
 * @param from the first row that is wanted
 * @param to behind the last one
 * @returns undefined where there is no such file
 * @throws when it is there and cannot be read
 */
export async function readParquetSeries(
  path: string,
  columns: readonly string[],
  from = 0,
  to = Infinity,
): Promise<CompactedRows | undefined> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    const metadata = parquetMetadata(file);
    const count = Number(metadata.num_rows);
    const stored = columns.filter((name) => metadata.schema.some((one) => one.name === name));
    const end = Math.min(to, count);
    const rows = new Float64Array(Math.max(0, end - from) * columns.length).fill(NaN);
    await parquetRead({
      file,
      metadata,
      columns: stored,
      rowStart: from,
      rowEnd: end,
      onChunk({ columnName, columnData, rowStart }) {
        const at = columns.indexOf(columnName);
        // Pages are read whole, and may begin before and end behind what is wanted.
        const first = Math.max(0, from - rowStart);
        const last = Math.min(columnData.length, end - rowStart);
        let place = (rowStart + first - from) * columns.length + at;
        for (let row = first; row < last; row++, place += columns.length) {
          rows[place] = Number(columnData[row]);
        }
      },
    });
    return { count, rows };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read (${reason}): the rows in it are not shown.`, { cause: error });
  }
}
