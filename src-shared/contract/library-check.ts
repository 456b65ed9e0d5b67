import { z } from 'zod';

/** Something in a library that is not as it should be. */
export const findingSchema = z.object({
  /** of the file or folder, within the library */
  path: z.string(),
  /** what is wrong, in a sentence */
  found: z.string(),
  /** what was done about it, would be done, or is left for a person to do; in a sentence */
  mend: z.string(),
  /**
   * `can-mend`: it would be mended on request; `mended`: it was; `failed`: that did not work; `yours`: only a person can
   * decide, and nothing is changed.
   */
  state: z.enum(['can-mend', 'mended', 'failed', 'yours']),
});
export type Finding = z.infer<typeof findingSchema>;

/** A look at all of a library, under way or done. */
export const libraryCheckSchema = z.object({
  state: z.enum(['checking', 'checked', 'failed']),
  /** whether what can be mended is mended */
  mends: z.boolean(),
  /** runs and datasets that were looked at, and all */
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  runs: z.int().nonnegative(),
  checkpoints: z.int().nonnegative(),
  evaluations: z.int().nonnegative(),
  datasets: z.int().nonnegative(),
  /** that were read to be compared with their hashes */
  bytes: z.number().nonnegative(),
  findings: z.array(findingSchema),
  startedAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  /** why it failed, in a sentence; empty otherwise */
  reason: z.string(),
});
export type LibraryCheck = z.infer<typeof libraryCheckSchema>;
