/** Samples that take more bytes than this are read from their files as they are wanted. */
export const MOST_RESIDENT_BYTES = 2 * 2 ** 30;
/** And those that take more than this share of the memory that is free. */
const SHARE = 1 / 4;
/** What batches that are prepared ahead take at most, unless a single one takes more. */
export const MOST_AHEAD_BYTES = 256e6;

/**
 * Whether a part of a dataset is kept in memory as a whole. It changes no number of a run.
 *
 * @param bytes of its inputs
 * @param available bytes of memory that are free
 */
export const staysInMemory = (bytes: number, available: number): boolean =>
  bytes <= Math.min(MOST_RESIDENT_BYTES, SHARE * available);
