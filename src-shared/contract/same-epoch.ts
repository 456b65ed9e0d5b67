import { epochRowSchema, type EpochRow } from './run';

const COLUMNS = Object.keys(epochRowSchema.shape) as (keyof EpochRow)[];

/** Whether all that was measured of two epochs is the same. Runs have thousands of them, and they are flat. */
export const isSameEpoch = (one: EpochRow, other: EpochRow): boolean =>
  one === other || COLUMNS.every((column) => Object.is(one[column], other[column]));
