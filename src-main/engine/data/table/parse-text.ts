import { pipeline, Readable } from 'node:stream';
import { CsvError, Parser, type Options } from 'csv-parse';
import { DataError } from '../data-error';

/** The longest row, in characters: a quote that is never closed ends there instead of in all memory. */
const LONGEST_ROW = 8 << 20;
/** Rows that are handed on together. */
const BLOCK = 500;

export const csvOptions = (delimiter: string): Options => ({
  delimiter,
  // Named, because else the end of the first line is taken for that of all.
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_ROW,
});

const isRow = (value: unknown): value is string[] => Array.isArray(value);

/**
 * Rows of delimited text (RFC 4180), in blocks.
 *
 * @param text begins without a byte order mark
 * @throws DataError where quotes do not match or a row is too long
 */
export async function* parsedRows(
  text: AsyncIterable<string>,
  delimiter: string,
  path: string,
): AsyncGenerator<string[][]> {
  const parser = new Parser(csvOptions(delimiter));
  // The error comes out of the parser as well, which is where it is caught.
  pipeline(Readable.from(text, { objectMode: true, highWaterMark: 1 }), parser, () => {});
  let rows: string[][] = [];
  try {
    const records: AsyncIterable<unknown> = parser;
    for await (const row of records) {
      if (!isRow(row)) continue;
      rows.push(row);
      if (rows.length < BLOCK) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } catch (error) {
    throw csvFailed(error, path);
  }
}

/** What is wrong with a text table, in a sentence; other errors as they are. */
export function csvFailed(error: unknown, path: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const { lines, records } = error;
  const line = typeof lines === 'number' ? ` in line ${lines.toLocaleString('en')}` : '';
  // All after the opening one is one value, so the last whole row is the nearest that is known.
  const row =
    typeof records === 'number' ? ` in row ${(records + 1).toLocaleString('en')}, the header counted` : '';
  const cause = { cause: error };
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return new DataError(
        `${path} has a row of more than 8 million characters${line}: is a quotation mark not closed before it?`,
        'path',
        cause,
      );
    case 'CSV_QUOTE_NOT_CLOSED':
      return new DataError(
        `${path} ends within quotation marks: close the one that was opened${row}.`,
        'path',
        cause,
      );
    default:
      return new DataError(
        `${path} has a quotation mark in a wrong place${line}: put the whole field in quotation marks, and write "" for one inside.`,
        'path',
        cause,
      );
  }
}
