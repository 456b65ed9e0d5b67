import type { FeatureColumn } from '@shared/contract/dataset';
import { widthOf } from '@shared/data/layout';

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
