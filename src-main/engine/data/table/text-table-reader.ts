import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { nameFromFile } from '../import/names';
import type { SourceReader } from '../import/source-reader';
import { importTable } from './import-table';
import { inspectTable } from './inspect-table';
import { openTextTable } from './text-table';

const NAME = /\.(?:csv|tsv|tab|psv|txt|data|dat)(?:\.gz)?$/i;
const FORMATS: Readonly<Record<string, string>> = { ',': 'CSV', ';': 'CSV', '\t': 'TSV', '|': 'Text' };

/** Tables as delimited text, plain or gzipped. */
export const textTableReader: SourceReader = {
  kind: 'text-table',
  async recognises(path) {
    if (!NAME.test(path)) return false;
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() === true;
  },
  async inspect({ path, options, signal }) {
    const source = await openTextTable(path, options.table);
    const format = FORMATS[source.delimiter ?? ','] ?? 'Text';
    return inspectTable(source, options, { kind: 'text-table', name: nameFromFile(path), format }, signal);
  },
  async import({ path, name = nameFromFile(path), ...request }) {
    const source = await openTextTable(path, request.options.table);
    return importTable(source, {
      ...request,
      name,
      description: { type: 'table', format: 'text', file: basename(path) },
    });
  },
};
