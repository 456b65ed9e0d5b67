import { parse } from 'csv-parse/sync';
import { isMissing, numberIn, textIn, type CellRules, type DecimalMark } from './cell';
import { csvOptions } from './parse-text';

export type Delimiter = ',' | ';' | '\t' | '|';

/** The likelier first: commas are also in numbers and sentences. */
const DELIMITERS: readonly Delimiter[] = ['\t', ';', '|', ','];
/** Lines that are looked at. */
const LINES = 200;
/** At least so many of the lines have the same number of columns. */
const EVEN = 0.9;

/** Rows of the head of a text as a delimiter would have them; undefined where quotes speak against it. */
export function rowsOf(head: string, delimiter: Delimiter, most: number): string[][] | undefined {
  try {
    return parse(head, { ...csvOptions(delimiter), to: most });
  } catch {
    return undefined;
  }
}

/** How even the columns are, and how many there are. */
function evenness(rows: readonly string[][]): { share: number; columns: number } {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columns, count] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { share: count / Math.max(1, rows.length), columns };
}

/**
 * The delimiter with which the lines have the most even number of columns.
 *
 * @param head whole lines
 */
export function delimiterOf(head: string): Delimiter {
  let best: { delimiter: Delimiter; share: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const rows = rowsOf(head, delimiter, LINES);
    if (rows === undefined) continue;
    const { share, columns } = evenness(rows);
    // Where all are uneven, damaged lines are the rarer explanation of the smaller number.
    if (columns < 2 || (best !== undefined && share <= best.share)) continue;
    best = { delimiter, share };
    // Unlike the first line: names of rows, as R writes them, or what stands in the words of each line.
    if (share >= EVEN && rows[0]?.length === columns) break;
  }
  return best?.delimiter ?? ',';
}

const COMMA_NUMBER = /^\s*[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+\s*$/;
const POINT_NUMBER = /^\s*[+-]?\d*\.\d+\s*$/;
const THOUSANDS = /^\s*[+-]?\d{1,3}(?:\.\d{3})+\s*$/;

/** Whether decimals come after a comma: only where the comma does not delimit, and no number has a point instead. */
export function decimalOf(rows: readonly (readonly string[])[], delimiter: Delimiter): DecimalMark {
  if (delimiter === ',') return '.';
  let commas = 0;
  for (const row of rows) {
    for (const cell of row) {
      if (COMMA_NUMBER.test(cell)) commas++;
      else if (POINT_NUMBER.test(cell) && !THOUSANDS.test(cell)) return '.';
    }
  }
  return commas > 0 ? ',' : '.';
}

/**
 * Whether the first row names the columns: it holds no number, and below it there are some, or nothing of it comes again
 * in its column.
 */
export function hasHeader(rows: readonly (readonly string[])[], rules: CellRules): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return false;
  const isNumber = (cell: string) => !isMissing(cell, rules) && !Number.isNaN(numberIn(cell, rules));
  if (first.some(isNumber) || first.every((cell) => isMissing(cell, rules))) return false;
  if (rest.length === 0) return true;
  if (rest.some((row) => row.some(isNumber))) return true;
  const names = first.map(textIn);
  if (new Set(names).size < names.length) return false;
  return names.every((name, column) => rest.every((row) => (row[column] ?? '').trim() !== name));
}
