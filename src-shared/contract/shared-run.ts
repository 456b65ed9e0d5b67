import { z } from 'zod';
import { sharedCheckpointsSchema } from '../open/run-file';
import { runIdSchema } from '../spec/run-spec';

/** What is shared of a run; where to is said beside it. */
export const shareAskSchema = z.object({
  run: runIdSchema,
  checkpoints: sharedCheckpointsSchema.default('best-and-last'),
});

/** The file that a run was written into. */
export const sharedRunSchema = z.object({ path: z.string(), bytes: z.number(), checkpoints: z.int() });
