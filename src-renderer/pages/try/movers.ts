import type { FeatureColumn } from '@shared/contract/dataset';
import { widthOf } from '@shared/data/layout';

export interface Mover {
  /** of the column; with its category where it is one */
  name: string;
  /** what the answer changes by, to first order */
  effect: number;
}

const MOST = 12;

/**
 * What moves an answer most: for each number its slope times its standard deviation, for each category that a row has its
 * slope.
 *
 * @param gradient of the answer with respect to each number that the model is shown
 * @param deviation of a column; undefined where it is not known, and the slope alone counts
 */
export function movers(
  columns: readonly FeatureColumn[],
  numbers: Float32Array,
  gradient: readonly number[],
  deviation: (name: string) => number | undefined,
): Mover[] {
  let at = 0;
  const all = columns.flatMap((column): Mover[] => {
    const from = at;
    at += widthOf(column);
    if (column.type === 'number') {
      return [{ name: column.name, effect: gradient[from]! * (deviation(column.name) ?? 1) }];
    }
    const place = column.categories.findIndex((_, index) => numbers[from + index] === 1);
    if (place === -1) return [];
    return [{ name: `${column.name}: ${column.categories[place]}`, effect: gradient[from + place]! }];
  });
  return all
    .filter(({ effect }) => Number.isFinite(effect))
    .toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, MOST);
}
