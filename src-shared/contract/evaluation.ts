import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';
import { datasetIdSchema } from './dataset';

export const evaluationSplitSchema = z.enum(['test', 'train']);

/** The result of a checkpoint on a dataset. */
export const evaluationSchema = z.object({
  id: z.string(),
  run: runIdSchema,
  checkpoint: checkpointIdSchema,
  dataset: datasetIdSchema,
  datasetName: z.string(),
  split: evaluationSplitSchema,
  at: z.iso.datetime(),
  /** whether it is the test at the end of the run */
  isFinal: z.boolean().default(false),
  samples: z.int().nonnegative(),
  correct: z.int().nonnegative(),
  /** mean over samples, in nats */
  loss: z.number(),
  /** from 0 to 1 */
  accuracy: z.number(),
  /** the share whose true class was among the first five guesses; null where there are no more classes than that */
  top5Accuracy: z.number().nullable().default(null),
  /** counts; rows are true classes, columns predicted ones */
  confusion: z.array(z.array(z.int().nonnegative())),
  seconds: z.number().nonnegative(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
