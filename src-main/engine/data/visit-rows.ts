import type { SampleArray } from '../train/step-runner';

/**
 * Goes through the inputs of chosen samples, in their order, wherever they lie.
 *
 * @param visit is shown each: its numbers begin at `at` in `values`, which change afterwards
 */
export type VisitRows = (rows: Int32Array, visit: (values: SampleArray, at: number) => void) => Promise<void>;
