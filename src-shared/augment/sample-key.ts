/** By what the random choices for one sample are drawn: nothing else changes them. */
export interface SampleKey {
  /** of the run */
  seed: number;
  /** counted from 0 */
  epoch: number;
  /** of the sample in the training part */
  index: number;
}

/** Height, width and channels; pictures are bytes, row by row, channels last. */
export type PictureShape = readonly [height: number, width: number, channels: number];
