import type { DatasetInput, DatasetTarget, FeatureColumn } from '../contract/dataset';
import { sizeOf, type Shape } from '../model/shape';

/** How many numbers a column becomes. */
export const widthOf = (column: FeatureColumn): number =>
  column.type === 'category' ? column.categories.length : 1;

/** The shape of what a model is shown of one sample. */
export const inputShapeOf = (input: DatasetInput): number[] =>
  input.type === 'table'
    ? [input.columns.reduce((sum, column) => sum + widthOf(column), 0)]
    : [...input.shape];

/** Of what kind the numbers of samples are. */
export interface SampleKind {
  /** pictures are bytes, which a model sees as 0 to 1; all else are numbers as they are */
  input: 'uint8' | 'float32';
  /** a class is one byte, values are numbers; a distribution is a number for each class, which add up to 1 */
  target: 'class' | 'values' | 'distribution';
}

/** How samples lie in memory and on disk. */
export interface SampleLayout extends SampleKind {
  /** of one sample's input */
  shape: Shape;
  /** what the model says of a sample: one number for each class, or for each value */
  outputs: number;
}

export const layoutOf = ({
  input,
  target,
}: {
  input: DatasetInput;
  target: DatasetTarget;
}): SampleLayout => ({
  shape: inputShapeOf(input),
  input: input.type === 'pictures' ? 'uint8' : 'float32',
  target: target.type === 'classes' ? 'class' : 'values',
  outputs: target.names.length,
});

/** Numbers that the target of one sample takes. */
export const targetWidth = ({ target, outputs }: SampleLayout): number => (target === 'class' ? 1 : outputs);

const BYTES = { uint8: 1, float32: 4 } as const;

/** Bytes of one sample's input, and of its target. */
export const inputBytes = ({ shape, input }: SampleLayout): number => sizeOf(shape) * BYTES[input];
export const targetBytes = (layout: SampleLayout): number =>
  layout.target === 'class' ? 1 : 4 * targetWidth(layout);

/** What most datasets are, and all were at first. */
export const PICTURES_WITH_CLASSES: SampleKind = { input: 'uint8', target: 'class' };
