import { z } from 'zod';

/** A library on its way to another folder. */
export const libraryMoveSchema = z.object({
  to: z.string(),
  /**
   * `copied`: all of it is there and was verified; the next start is with that one. `cut-off`: begun by a Trainyard
   * that was closed or died before, and can go on.
   */
  state: z.enum(['copying', 'copied', 'failed', 'cut-off']),
  files: z.int().nonnegative(),
  filesDone: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  bytesDone: z.number().nonnegative(),
  /** why it failed, in a sentence; empty otherwise */
  reason: z.string(),
});
export type LibraryMoveState = z.infer<typeof libraryMoveSchema>;

export const libraryPlaceSchema = z.object({
  folder: z.string(),
  /** of all its files */
  bytes: z.number().nonnegative(),
  /** of its disk */
  bytesFree: z.number().nonnegative(),
  move: libraryMoveSchema.nullable(),
  /** where it was before, while that was not removed */
  old: z.object({ folder: z.string(), bytes: z.number().nonnegative() }).nullable(),
});
export type LibraryPlace = z.infer<typeof libraryPlaceSchema>;
