import { readFile } from 'node:fs/promises';
import {
  decodeLogHeader,
  encodeLogHeader,
  HEADER_BYTES,
  rowBytes,
  withColumns,
} from '@shared/series/fixed-width-log';
import { STEP_LOG_COLUMNS } from '@shared/series/columns';
import { supersededRows } from '@shared/series/superseded';
import { writeFileAtomically } from '../../durable/atomic-file';
import { encodeOverview, overviewPathOf } from '../../series/overview-file';
import { encodeParquetSeries, parquetPathOf, readParquetSeries } from '../../series/parquet-series';
import type { GenerationLease } from '../train/generation-lease';

/**
 * Moves the rows of a fixed-width log, which nobody has open for writing, into the Parquet file beside it, and leaves a
 * fresh log behind that file. Superseded rows are kept, and marked. The log says how many rows stand before it, so that
 * whoever reads after a crash between the two takes no row twice.
 *
 * @param columns of this version; what an earlier one did not write is NaN
 * @throws StaleGenerationError; when a file cannot be read or written, with both left as they were
 */
export async function compactLog(
  path: string,
  columns: readonly string[],
  lease?: Pick<GenerationLease, 'check'>,
): Promise<void> {
  const bytes = await readFile(path);
  const header = decodeLogHeader(bytes);
  if (header === undefined) return;
  const width = header.columns.length;
  const count = Math.floor((bytes.length - HEADER_BYTES) / rowBytes(width));
  if (count === 0) return;
  const parquet = parquetPathOf(path);
  const before = await readParquetSeries(parquet, columns);
  if ((before?.count ?? 0) < header.after) {
    throw new Error(
      `${path} goes on behind row ${header.after}, but ${parquet} has not so many: it stays as it is.`,
    );
  }
  const added = new Float64Array(count * width);
  new Uint8Array(added.buffer).set(bytes.subarray(HEADER_BYTES, HEADER_BYTES + added.byteLength));
  const rows = new Float64Array((header.after + count) * columns.length);
  if (before) rows.set(before.rows.subarray(0, header.after * columns.length));
  rows.set(withColumns(added, header.columns, columns), header.after * columns.length);
  lease?.check();
  const superseded = supersededRows(columns, rows);
  await writeFileAtomically(parquet, encodeParquetSeries(columns, rows, superseded));
  lease?.check();
  const overview = columns === STEP_LOG_COLUMNS ? encodeOverview(rows, superseded) : undefined;
  if (overview) {
    await writeFileAtomically(overviewPathOf(path), overview);
    lease?.check();
  }
  await writeFileAtomically(path, encodeLogHeader(columns, header.after + count));
}
