import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../../spec/run-spec';
import { datasetIdSchema } from '../dataset';
import { evaluationSchema, evaluationSplitSchema } from '../evaluation';
import { jobSummarySchema, madeIdSchema } from '../job';
import { binary, method, runRef } from './method';

export const evaluationMethods = {
  /** Answers at once with the job; its result arrives as an `evaluation` event and in the list. */
  start: method
    .input(
      z.object({
        run: runIdSchema,
        checkpoint: z.union([checkpointIdSchema, z.enum(['best', 'last'])]),
        /** left out: the dataset that the run was trained on */
        dataset: datasetIdSchema.optional(),
        split: evaluationSplitSchema.default('test'),
      }),
    )
    .output(jobSummarySchema),
  list: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(evaluationSchema)),
  /** What was kept of each sample: a file as `evaluation/outputs-file` reads it. */
  outputs: method.input(runRef.extend({ evaluation: madeIdSchema })).output(binary),
};
