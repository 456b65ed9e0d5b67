import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';

export const draftIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{7,59}$/);

/** A run that is being put together: a spec that may be wrong in any way. */
export const draftSchema = z.object({
  id: draftIdSchema,
  spec: z.json(),
  /** the spec as it was typed, where it was, which may not be JSON yet; null: the spec says it all */
  text: z.string().max(1_000_000).nullable(),
  /** the run that it was made from, to say what differs */
  origin: z.object({ run: runIdSchema, checkpoint: checkpointIdSchema.nullable() }).nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

/** `drafts/<id>.json` */
export const savedDraftSchema = draftSchema.extend({ version: z.literal(1), savedAt: z.iso.datetime() });
export type SavedDraft = z.infer<typeof savedDraftSchema>;
