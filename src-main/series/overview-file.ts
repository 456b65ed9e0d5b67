import { readFile } from 'node:fs/promises';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { decodeLogHeader, encodeLogHeader, HEADER_BYTES, rowBytes } from '@shared/series/fixed-width-log';
import { parquetPathOf, readParquetSeries } from './parquet-series';
import { bucketOfPart, bucketRows, THIN_COLUMNS, thinSeries } from '@shared/series/thin';

/**
 * Beside the compacted series of a long run: its thinned rows, so that it opens without all of them being read. It is as
 * a log is, and says of how many rows it is made; with any other number of them it does not count.
 */
export const overviewPathOf = (logPath: string): string => logPath.replace(/\.log$/, '.overview');

/**
 * @param rows the columns of STEP_LOG_COLUMNS, as they were written
 * @param superseded 1 for each row that does not count
 * @returns undefined where the series is too short to be thinned
 */
export function encodeOverview(
  rows: Float64Array,
  superseded: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  if (bucketRows(superseded.length) === 1) return undefined;
  const width = STEP_LOG_COLUMNS.length;
  const counting = new Float64Array(rows.length);
  let count = 0;
  for (const [row, mark] of superseded.entries()) {
    if (mark === 0) counting.set(rows.subarray(row * width, (row + 1) * width), width * count++);
  }
  const thin = thinSeries(counting.subarray(0, count * width), width, 0);
  const bytes = new Uint8Array(HEADER_BYTES + thin.byteLength);
  bytes.set(encodeLogHeader(THIN_COLUMNS, superseded.length));
  bytes.set(new Uint8Array(thin.buffer), HEADER_BYTES);
  return bytes;
}

/**
 * The thinned rows of a series of which the log has none: all are compacted.
 *
 * @returns the columns of THIN_COLUMNS; undefined where there are none, or not of this series as it is now
 */
export async function readOverview(logPath: string): Promise<Float64Array<ArrayBuffer> | undefined> {
  const [overview, log] = await Promise.all(
    [overviewPathOf(logPath), logPath].map((path) => readFile(path).catch(() => undefined)),
  );
  if (!overview || !log || log.length > HEADER_BYTES) return undefined;
  const [its, header] = [decodeLogHeader(overview), decodeLogHeader(log)];
  const width = rowBytes(THIN_COLUMNS.length);
  const isOfThis =
    its !== undefined && its.after === header?.after && its.columns.join() === THIN_COLUMNS.join();
  if (!isOfThis || (overview.length - HEADER_BYTES) % width !== 0) return undefined;
  const rows = new Float64Array((overview.length - HEADER_BYTES) / Float64Array.BYTES_PER_ELEMENT);
  new Uint8Array(rows.buffer).set(overview.subarray(HEADER_BYTES));
  return rows;
}

/**
 * Thinned rows of a series that is compacted whole, without all of it being read: all of it from its overview, a part
 * from the Parquet file.
 *
 * @param from the first row, of those that count
 * @param to behind the last one; undefined: to the end
 * @returns undefined where it has to be read whole: it is short, goes on behind the file, or some rows do not count
 */
export async function compactedPart(
  logPath: string,
  from: number,
  to: number | undefined,
): Promise<Float64Array<ArrayBuffer> | undefined> {
  const overview = await readOverview(logPath);
  if (overview === undefined || (from === 0 && to === undefined)) return overview;
  const last = overview.at(-THIN_COLUMNS.length) ?? -1;
  try {
    const part = await readParquetSeries(parquetPathOf(logPath), STEP_LOG_COLUMNS, from, to);
    // Superseded rows are in the file too, and others would stand where these are wanted.
    if (part?.count !== last + 1) return undefined;
    return thinSeries(part.rows, STEP_LOG_COLUMNS.length, from, bucketOfPart(from, to, last + 1));
  } catch {
    // Reading it whole says what is wrong with it.
    return undefined;
  }
}
