import type { DatasetInput } from '../contract/dataset';
import type { Layer } from '../spec/layer';
import { columnsOf } from './encode-row';
import { inputShapeOf, widthOf } from './layout';

/** Whether a model has something that takes the place of missing values: a normalization does, in rows. */
export const fillsGaps = (layers: readonly Layer[], input: DatasetInput): boolean =>
  input.type === 'pictures' || (layers[0]?.type === 'normalization' && inputShapeOf(input).length === 1);

/** The column whose value is missing first in a sample; undefined where none is. */
export function gapIn(input: DatasetInput, numbers: ArrayLike<number>): string | undefined {
  let at = 0;
  for (const column of columnsOf(input)) {
    if (Number.isNaN(numbers[at])) return column.name;
    at += widthOf(column);
  }
  return undefined;
}

/** Follows the name of a column. */
export const NOT_FILLED = 'is missing, and nothing in this model fills it in';
