import { z } from 'zod';

/** A copy of the library, made while that is in use. */
export const libraryBackupSchema = z.object({
  /** the folder or archive that it is, or becomes */
  to: z.string(),
  state: z.enum(['copying', 'done', 'failed']),
  bytes: z.number().nonnegative(),
  bytesDone: z.number().nonnegative(),
  /** that are in it */
  runs: z.int().nonnegative(),
  /** of what was looked at in the finished copy, how many things are not as they should be, in the library neither */
  findings: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  /** why it failed, in a sentence; empty otherwise */
  reason: z.string(),
});
export type LibraryBackup = z.infer<typeof libraryBackupSchema>;
