import type { DatasetInput, DatasetSummary } from '@shared/contract/dataset';
import { count, counted, shape as shapeText } from './numbers';

/** "28 × 28 grey" */
export function sizeWords(shape: readonly number[]): string {
  const [height, width, channels] = shape;
  return `${height} × ${width} ${channels === 1 ? 'grey' : 'colour'}`;
}

/** What one sample is: "28 × 28 grey pictures", "rows of 10 columns", "arrays of 8 × 8 numbers". */
export function sampleWords(input: DatasetInput): string {
  if (input.type === 'pictures') return `${sizeWords(input.shape)} pictures`;
  if (input.type === 'table') return `rows of ${counted(input.columns.length, 'column')}`;
  return input.shape.length === 1
    ? `rows of ${count(input.shape[0]!)} numbers`
    : `arrays of ${shapeText(input.shape)} numbers`;
}

/** "12,470 pictures", "442 rows" */
export function countedSamples(number: number, input: DatasetInput): string {
  if (input.type === 'pictures') return counted(number, 'picture');
  const isRow = input.type === 'table' || input.shape.length === 1;
  return isRow ? counted(number, 'row') : counted(number, 'array');
}

/** What is to be predicted: "10 classes", "price", "3 values". */
export function targetWords({ target }: Pick<DatasetSummary, 'target'>): string {
  if (target.type === 'classes') return counted(target.names.length, 'class', 'classes');
  return target.names.length === 1 ? target.names[0]! : counted(target.names.length, 'value');
}

/** "28 × 28 grey pictures in 10 classes", "rows of 10 columns, price to predict" */
export function datasetWords({ input, target }: Pick<DatasetSummary, 'input' | 'target'>): string {
  const words = targetWords({ target });
  return target.type === 'classes'
    ? `${sampleWords(input)} in ${words}`
    : `${sampleWords(input)}, ${words} to predict`;
}

/** All samples, of whichever part. */
export const sampleCount = ({
  trainCount,
  testCount,
}: Pick<DatasetSummary, 'trainCount' | 'testCount'>): number => trainCount + testCount;

/** "12,470 pictures, 28 × 28 grey, 10 classes", "442 rows, 10 columns, progression to predict" */
export function datasetFacts(
  dataset: Pick<DatasetSummary, 'input' | 'target' | 'trainCount' | 'testCount'>,
): string {
  const { input, target } = dataset;
  const what =
    input.type === 'pictures'
      ? sizeWords(input.shape)
      : input.type === 'table'
        ? counted(input.columns.length, 'column')
        : `${shapeText(input.shape)} numbers`;
  const words = target.type === 'classes' ? targetWords(dataset) : `${targetWords(dataset)} to predict`;
  return [countedSamples(sampleCount(dataset), input), what, words].join(', ');
}

export interface ClassBalance {
  isEven: boolean;
  words: string;
}

/** Whether the classes are about as large as one another; undefined while that is not known. */
export function classBalance({
  classes,
  classCounts,
}: Pick<DatasetSummary, 'classes' | 'classCounts'>): ClassBalance | undefined {
  if (classCounts.length === 0) return undefined;
  const [least, most] = [Math.min(...classCounts), Math.max(...classCounts)];
  if (most === 0) return undefined;
  if (least === most) return { isEven: true, words: `even, ${count(least)} each` };
  if (least / most >= 0.75) return { isEven: true, words: `${count(least)} to ${count(most)} each` };
  const [rarest, commonest] = [classes[classCounts.indexOf(least)], classes[classCounts.indexOf(most)]];
  if (least === 0) return { isEven: false, words: `no samples of ${rarest}` };
  return { isEven: false, words: `${rarest} has 1 for ${(most / least).toFixed(1)} of ${commonest}` };
}
