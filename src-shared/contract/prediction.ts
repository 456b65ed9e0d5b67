import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';

/** The checkpoint that is asked: one by its id, or which one. */
export const askedCheckpointSchema = z.object({
  run: runIdSchema,
  checkpoint: z.union([checkpointIdSchema, z.enum(['best', 'last'])]),
});
export type AskedCheckpoint = z.infer<typeof askedCheckpointSchema>;

/** What a checkpoint says of one picture. */
export const predictionSchema = z.object({
  checkpoint: checkpointIdSchema,
  /** how likely each class is, 0 to 1, in the order of the run's classes */
  likelihoods: z.array(z.number()),
  /** of the forward pass */
  milliseconds: z.number().nonnegative(),
});
export type Prediction = z.infer<typeof predictionSchema>;
