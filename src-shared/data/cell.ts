/** A cell as its file has it: text, or in files with types a number or nothing. */
export type Cell = string | number | null;

/** What pandas reads as missing by default, and the question mark of the UCI datasets. */
export const MISSING_WORDS: readonly string[] = [
  '',
  '?',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-NaN',
  '-nan',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'Nan',
  'None',
  'n/a',
  'na',
  'nan',
  'null',
];
const MISSING = new Set(MISSING_WORDS);
const LONGEST_MISSING = 8;

/** What people write into a table of numbers where there is none; among texts it may be a category of its own. */
export const DASHES: readonly string[] = ['-', '–', '—'];

const POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** With a comma before the decimals, and perhaps points between thousands. */
const COMMA = /^[+-]?(?:(?:\d+|\d{1,3}(?:\.\d{3})+),?\d*|,\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** How the numbers of a text file are written. */
export type DecimalMark = '.' | ',';

/** How cells are understood. */
export interface CellRules {
  decimal: DecimalMark;
  /** whether text can be a number, or stand for what is missing: not so in files with types */
  parsesText: boolean;
}

/** Whether nothing was written there. */
export function isMissing(cell: Cell, { parsesText }: CellRules): boolean {
  if (cell === null) return true;
  if (typeof cell === 'number') return Number.isNaN(cell);
  if (!parsesText) return cell === '';
  return cell.length <= 2 * LONGEST_MISSING && MISSING.has(cell.trim());
}

/** Whether nothing but a dash was written there. */
export const isDash = (cell: Cell, { parsesText }: CellRules): boolean =>
  typeof cell === 'string' &&
  parsesText &&
  cell.length <= 2 * LONGEST_MISSING &&
  DASHES.includes(cell.trim());

/** Whether there is no number, in a column of numbers. */
export const isGap = (cell: Cell, rules: CellRules): boolean => isMissing(cell, rules) || isDash(cell, rules);

/** The number in a cell, which may be infinite; NaN where there is none. */
export function numberIn(cell: Cell, { decimal, parsesText }: CellRules): number {
  if (typeof cell === 'number') return cell;
  if (cell === null || !parsesText) return Number.NaN;
  const text = cell.trim();
  if (decimal === '.' ? POINT.test(text) : COMMA.test(text)) {
    return Number(decimal === '.' ? text : text.replaceAll('.', '').replace(',', '.'));
  }
  const sign = INFINITE.exec(text)?.[1];
  if (sign === undefined) return Number.NaN;
  return sign === '-' ? -Infinity : Infinity;
}

/** The text of a cell that is not missing. */
export const textIn = (cell: Cell): string => (typeof cell === 'string' ? cell.trim() : String(cell));
