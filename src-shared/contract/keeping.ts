import { z } from 'zod';
import { keepReasonSchema } from '../checkpoint/keep';
import { checkpointIdSchema } from '../spec/run-spec';

/** `keeping.json`, written by the studio alone: what it knows of a run's checkpoints beside what is in them. */
export const keepingDocumentSchema = z.object({
  version: z.literal(1),
  pinned: z.array(checkpointIdSchema).default([]),
  /** what was found wrong in one whose hashes were verified, in one sentence */
  damaged: z.record(checkpointIdSchema, z.string()).default({}),
  /** why each one stayed when something was last removed, or pinned */
  kept: z.record(checkpointIdSchema, z.array(keepReasonSchema)).default({}),
});
export type KeepingDocument = z.infer<typeof keepingDocumentSchema>;
