import type { SampleRows } from '../../train/step-runner';

/** Which samples are taken, and how they are shown. */
export interface BatchPlan {
  /** indices of samples in their part of the dataset, in the order in which they are taken */
  rows: Int32Array;
  /** samples of a batch; the last one may have fewer */
  batch: number;
  /** whose random changes are made, counted from 0; undefined where samples are shown as they are */
  epoch: number | undefined;
}

/** Samples that were taken. They stay as they are until more are taken. */
export interface TakenRows {
  samples: SampleRows;
  /** where in `samples` each lies */
  indices: Int32Array;
  /** which samples of the dataset they are of */
  origins: Int32Array;
}

/** Gives a plan's batches, one after the other, whether they lie in memory or are made ahead. */
export interface BatchSource {
  /** the most batches that can be taken at once */
  readonly mostBatches: number;
  /**
   * Says what is taken next; what is left of the plan before is dropped.
   *
   * @param then what is likely to be planned after it: asked for when there is room to make its first batches ahead, and
   *   wrong without harm
   */
  plan(plan: BatchPlan, then?: () => BatchPlan | undefined): void;
  /** Whether taking these waits for somebody who still makes the dataset. */
  isMissing(from: number, count: number): boolean;
  /**
   * Takes whole batches, or the last, smaller one.
   *
   * @param from the place in the plan of the first sample, where a batch begins
   * @param count how many samples
   * @throws DataError when the files of the dataset are not as they should be
   */
  take(from: number, count: number): Promise<TakenRows>;
  close(): void;
}

/** The highest of some indices, and one. */
export const endOf = (rows: Int32Array): number => rows.reduce((end, row) => Math.max(end, row + 1), 0);

/** Whether two plans have the same batches. */
export const isSamePlan = (a: BatchPlan, b: BatchPlan): boolean =>
  a.batch === b.batch &&
  a.epoch === b.epoch &&
  a.rows.length === b.rows.length &&
  (a.rows === b.rows || a.rows.every((row, index) => row === b.rows[index]));
