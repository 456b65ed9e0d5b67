import type { FeatureColumn } from '@shared/contract/dataset';
import { isMissing, numberIn, type DecimalMark } from '@shared/data/cell';
import { listed, TYPED } from '@shared/data/encode-row';
import { widthOf } from '@shared/data/layout';

const LONGEST_CATEGORIES = 24;

const isIn = (text: string, decimal: DecimalMark) => Number.isFinite(numberIn(text, { ...TYPED, decimal }));

/** The same number with a point before its decimals; text that is none stays as it is. */
const withPoint = (text: string): string =>
  isMissing(text, TYPED) || !isIn(text, ',') ? text : String(numberIn(text, { ...TYPED, decimal: ',' }));

/** What a person typed into one field, as `encodeCells` takes it: numbers may have a comma before their decimals. */
export function typedCell(column: FeatureColumn, text: string): string {
  return column.type === 'category' || isIn(text, '.') ? text : withPoint(text);
}

/**
 * The cells of a line that was pasted, as they would be typed. As in an import the whole line is written in one way: where
 * a number can only be read with a comma before its decimals, and none only with a point, points stand between thousands.
 */
export function pastedCells(columns: readonly FeatureColumn[], cells: readonly string[]): string[] {
  const numbers = cells.filter((_, index) => columns[index]?.type === 'number');
  const isWithComma =
    numbers.some((text) => isIn(text, ',') && !isIn(text, '.')) &&
    !numbers.some((text) => isIn(text, '.') && !isIn(text, ','));
  return cells.map((text, index) =>
    isWithComma && columns[index]?.type === 'number' ? withPoint(text) : text,
  );
}

/** Why a cell of this column cannot be taken, in so few words that they stand beside its field. */
export function cellProblem(column: FeatureColumn): string {
  if (column.type !== 'category') return 'no number';
  const all = listed(column.categories);
  return all.length <= LONGEST_CATEGORIES
    ? `not one of ${all}`
    : `not one of its ${column.categories.length} categories`;
}

/** The cells of a row as they would be typed: what `encodeCells` makes these numbers of. */
export function cellsOfNumbers(columns: readonly FeatureColumn[], numbers: Float32Array): string[] {
  let at = 0;
  return columns.map((column) => {
    const from = at;
    at += widthOf(column);
    if (column.type === 'category') {
      return column.categories.find((_, place) => numbers[from + place] === 1) ?? '';
    }
    const number = numbers[from] ?? Number.NaN;
    return Number.isNaN(number) ? '' : shortest(number);
  });
}

/** The fewest digits that are the same number with 32 bits. */
function shortest(number: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(number.toPrecision(digits));
    if (Math.fround(text) === number) return String(text);
  }
  return String(number);
}
