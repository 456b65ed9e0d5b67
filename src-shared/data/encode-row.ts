import type { DatasetInput, FeatureColumn } from '../contract/dataset';
import { isGap, isMissing, numberIn, textIn, type Cell, type CellRules } from './cell';
import { inputShapeOf, widthOf } from './layout';
import { sizeOf } from '../model/shape';

/** A cell that cannot be taken. */
export interface CellProblem {
  column: string;
  /** what is wrong, in a few words that follow the column's name */
  message: string;
}

export interface EncodedRow {
  /** as a model is shown it: NaN where a number is not known, a 1 at the place of a category */
  numbers: Float32Array<ArrayBuffer>;
  problems: CellProblem[];
}

/** Numbers as people type them: a point before the decimals. */
export const TYPED: CellRules = { decimal: '.', parsesText: true };

/** Longer texts are told apart by so much of them. */
const LONGEST = 200;
const MOST_NAMED = 10;

/** The columns of what a model is shown; numbers that came without names are called by their places. */
export function columnsOf(input: DatasetInput): FeatureColumn[] {
  if (input.type === 'table') return input.columns;
  return Array.from({ length: sizeOf(inputShapeOf(input)) }, (_, at) => ({
    type: 'number' as const,
    name: `${at + 1}`,
    missing: 0,
    fill: 'mean' as const,
  }));
}

/** "a, b and c" */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/**
 * A row of cells as a model is shown it, by the columns that it was trained on.
 *
 * @param cells one for each column, in their order; undefined where none was given, which is a problem
 */
export function encodeCells(
  columns: readonly FeatureColumn[],
  cells: readonly (Cell | undefined)[],
  rules: CellRules = TYPED,
): EncodedRow {
  const numbers = new Float32Array(columns.reduce((sum, column) => sum + widthOf(column), 0));
  const problems: CellProblem[] = [];
  let at = 0;
  for (const [index, column] of columns.entries()) {
    const cell = cells[index];
    const from = at;
    at += widthOf(column);
    const found = cell === undefined ? 'is missing' : write(column, cell, rules, numbers, from);
    if (found !== '') problems.push({ column: column.name, message: found });
  }
  return { numbers, problems };
}

/** @returns what is wrong; empty where nothing is */
function write(column: FeatureColumn, cell: Cell, rules: CellRules, into: Float32Array, at: number): string {
  if (column.type === 'category') {
    const text = textIn(cell).slice(0, LONGEST);
    const exact = column.categories.indexOf(text);
    // A long one may have been cut at a space, which what is asked for by its name has lost.
    const place = exact === -1 ? column.categories.findIndex((its) => its.trimEnd() === text) : exact;
    // Typed files have categories that are called "None" or "NA".
    if (place === -1 && isMissing(cell, rules)) return '';
    if (place === -1) return `says "${text.slice(0, 60)}", but is one of ${listed(column.categories)}`;
    into[at + place] = 1;
    return '';
  }
  const isUnknown = isGap(cell, rules);
  into[at] = isUnknown ? Number.NaN : numberIn(cell, rules);
  if (isUnknown || Number.isFinite(into[at])) return '';
  return `says "${String(cell).slice(0, 60)}", which is no number`;
}
