import type { ImportOptions } from '@shared/contract/import';
import { DataError } from '../data-error';
import { openByteFile, type ByteFile } from '../import/byte-file';
import { plainBytes } from '../import/plain-bytes';
import type { CellRules } from './cell';
import { columnNames } from './column-names';
import { parsedRows } from './parse-text';
import type { RowBlock, TableSource } from './table-source';
import { decimalOf, delimiterOf, hasHeader, rowsOf, type Delimiter } from './text-dialect';
import { decoded, encodingOf, type TextEncoding } from './text-encoding';

/** Bytes at the beginning by which a table is judged, and rows among them. */
const HEAD_BYTES = 256 << 10;
const HEAD_ROWS = 1000;
export const MOST_COLUMNS = 20_000;

/** How a text table is written. */
interface Dialect {
  encoding: TextEncoding;
  delimiter: Delimiter;
  header: boolean;
  names: string[];
  rules: CellRules;
  notes: string[];
}

async function headOf(file: ByteFile): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of plainBytes(file)) {
    pieces.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  const bytes = Buffer.concat(pieces);
  return { bytes: bytes.subarray(0, HEAD_BYTES), isWhole: bytes.length < HEAD_BYTES };
}

/** Up to the end of the last whole line. */
function wholeLines(text: string, isWhole: boolean): string {
  if (isWhole) return text;
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return end > 0 ? text.slice(0, end + 1) : text;
}

/** A name for each column of the rows, of which there may be others than the header names. */
function namesOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const more = width - header.length;
  if (more < 1 || rows.some((row) => row.length !== width)) return header;
  // Each row ends with a delimiter, or with several: columns without a name, which hold nothing.
  const isEmpty = rows.every((row) => row.slice(header.length).every((cell) => cell.trim() === ''));
  if (isEmpty) return [...header, ...Array.from({ length: more }, () => '')];
  // As R writes row names: a column more than the header names.
  return more === 1 ? ['row name', ...header] : header;
}

function dialectOf(
  head: { bytes: Uint8Array; isWhole: boolean },
  path: string,
  { delimiter: asked, header: isHeaderAsked }: ImportOptions['table'],
): Dialect {
  const encoding = encodingOf(head.bytes, path, head.isWhole);
  const decoder = new TextDecoder(encoding);
  const text = wholeLines(decoder.decode(head.bytes, { stream: !head.isWhole }), head.isWhole);
  const delimiter = asked ?? delimiterOf(text);
  // A field may go on beyond the head: what comes before it is enough.
  const rows =
    rowsOf(text, delimiter, HEAD_ROWS) ?? rowsOf(text, delimiter, 20) ?? rowsOf(text, delimiter, 1);
  const first = rows?.[0];
  if (rows === undefined || first === undefined) {
    throw new DataError(
      text.trim() === ''
        ? `${path} is empty: it holds no rows.`
        : `${path} cannot be read as a table: its quotation marks do not match.`,
      'path',
    );
  }
  const rules: CellRules = { decimal: decimalOf(rows, delimiter), parsesText: true };
  const header = isHeaderAsked ?? hasHeader(rows, rules);
  const width = rows[header ? 1 : 0]?.length ?? first.length;
  const notes: string[] = [];
  if (encoding === 'windows-1252') {
    notes.push('The file is not UTF-8, and was read as Windows-1252: look whether its letters are right.');
  }
  if (rules.decimal === ',') notes.push('Numbers are read with a comma before their decimals.');
  const given = header ? namesOf(first, rows.slice(1), width) : first.map(() => '');
  if (given.length > MOST_COLUMNS) {
    throw new DataError(
      `${path} has ${given.length.toLocaleString('en')} columns, but ${MOST_COLUMNS.toLocaleString('en')} is the most: is it written with rows and columns swapped?`,
      'path',
    );
  }
  return { encoding, delimiter, header, names: columnNames(given), rules, notes };
}

/**
 * Opens delimited text, plain or gzipped; how it is written is found out, where the options do not say it.
 *
 * @throws DataError when it cannot be read as a table
 */
export async function openTextTable(path: string, options: ImportOptions['table']): Promise<TableSource> {
  const file = await openByteFile(path);
  const head = await headOf(file);
  const { encoding, delimiter, header, names, rules, notes } = dialectOf(head, path, options);

  async function* blocks(signal?: AbortSignal): AsyncGenerator<RowBlock> {
    let share = 0;
    const bytes = plainBytes(file, (read) => (share = Math.min(1, read / Math.max(1, file.fileBytes))));
    let isFirst = true;
    for await (const rows of parsedRows(decoded(bytes, encoding, path), delimiter, path)) {
      signal?.throwIfAborted();
      yield { rows: isFirst && header ? rows.slice(1) : rows, share };
      isFirst = false;
    }
  }

  return { path, files: [file], names, rules, count: undefined, delimiter, header, notes, blocks };
}
