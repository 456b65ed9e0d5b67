/** Sizes without the batch: `[28, 28, 1]` for a picture, `[784]` for a row of values. */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Output size of a window that slides over `size` positions (TensorFlow's rule for `same` and `valid`). */
export const slidOver = (size: number, window: number, strides: number, padding: 'same' | 'valid'): number =>
  padding === 'same' ? Math.ceil(size / strides) : Math.ceil((size - window + 1) / strides);
