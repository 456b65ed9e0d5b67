import { z } from 'zod';

/** By which a runtime is known, and its folder called. */
export const runtimeIdSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,80}$/);

/** A native library that can be fetched for this machine: what it is, what it costs, and whether it is here. */
export const runtimeSummarySchema = z.object({
  id: runtimeIdSchema,
  kind: z.enum(['cpu', 'gpu']),
  name: z.string(),
  publisher: z.string(),
  licence: z.string(),
  /** what a machine needs for it, in a sentence */
  needs: z.string(),
  downloadBytes: z.number().positive(),
  /** how much it takes on the disk when it is fetched */
  diskBytes: z.number().positive(),
  /** what the archive is called, and its SHA-256: for those who get it in another way */
  file: z.string(),
  sha256: z.string(),
  /** where a file that was got by hand is looked for */
  downloads: z.string(),
  /** whether this Trainyard knows where to fetch it; else an address has to be given, or the file put there by hand */
  hasSource: z.boolean(),
  /** where it is kept */
  folder: z.string(),
  /** `own`: this Trainyard was built with one of its own, which is used. `cannot`: `reason` says why not. */
  state: z.enum(['missing', 'fetched', 'own', 'cannot']),
  /** why it cannot be fetched or does not load, in a sentence; else empty */
  reason: z.string(),
});
export type RuntimeSummary = z.infer<typeof runtimeSummarySchema>;
