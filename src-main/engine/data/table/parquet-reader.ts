import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { nameFromFile } from '../import/names';
import type { SourceReader } from '../import/source-reader';
import { importTable } from './import-table';
import { inspectTable } from './inspect-table';
import { openParquetTable } from './parquet-table';

async function hasMark(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PAR1';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Tables as Parquet files. */
export const parquetReader: SourceReader = {
  kind: 'parquet',
  recognises: async (path) => /\.(?:parquet|pq)$/i.test(path) || (await hasMark(path)),
  async inspect({ path, options, signal }) {
    const source = await openParquetTable(path);
    const described = { kind: 'parquet' as const, name: nameFromFile(path), format: 'Parquet' };
    return inspectTable(source, options, described, signal);
  },
  async import({ path, name = nameFromFile(path), ...request }) {
    return importTable(await openParquetTable(path), {
      ...request,
      name,
      description: { type: 'table', format: 'parquet', file: basename(path) },
    });
  },
};
