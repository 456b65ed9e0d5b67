import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';
import { datasetIdSchema } from './dataset';
import { histogramSchema } from './import';
import { madeIdSchema } from './job';

/** `validation` are the samples of the training part that the run held back, or that the dataset gives for it. */
export const evaluationSplitSchema = z.enum(['test', 'validation', 'train']);
export type EvaluationSplit = z.infer<typeof evaluationSplitSchema>;

/** How far predicted values are from the true ones, in their own units. */
export const valuesResultSchema = z.object({
  /** averaged over all values that are predicted */
  mae: z.number(),
  rmse: z.number(),
  r2: z.number(),
  /** of each value by itself */
  each: z.array(z.object({ name: z.string(), mae: z.number(), rmse: z.number(), r2: z.number() })),
  /** true and predicted, of at most 2,000 samples evenly taken, for the first value */
  points: z.array(z.tuple([z.number(), z.number()])),
  /** predicted minus true, of all samples, for the first value */
  residuals: histogramSchema,
});
export type ValuesResult = z.infer<typeof valuesResultSchema>;

/** What was kept of each sample, in a file beside the run: see `evaluation/outputs-file`. */
export const keptOutputsSchema = z.object({
  /** of how many samples; fewer than were measured where the file would have become too large */
  samples: z.int().positive(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** the dataset's when it was measured: their places mean something only while it is the same */
  fingerprint: z.string(),
});

/** The result of a checkpoint on a dataset. */
export const evaluationSchema = z.object({
  id: madeIdSchema,
  run: runIdSchema,
  checkpoint: checkpointIdSchema,
  dataset: datasetIdSchema,
  datasetName: z.string(),
  split: evaluationSplitSchema,
  at: z.iso.datetime(),
  /** whether it is the test at the end of the run */
  isFinal: z.boolean().default(false),
  samples: z.int().nonnegative(),
  /** null where values are predicted */
  correct: z.int().nonnegative().nullable(),
  /** mean over samples, in nats */
  loss: z.number(),
  /** from 0 to 1; null where values are predicted */
  accuracy: z.number().nullable(),
  /** the share whose true class was among the first five guesses; null where there are no more classes than that */
  top5Accuracy: z.number().nullable().default(null),
  /** counts; rows are true classes, columns predicted ones; empty where values are predicted */
  confusion: z.array(z.array(z.int().nonnegative())),
  /** null where classes are predicted */
  values: valuesResultSchema.nullable().default(null),
  /** null in results of older versions, and where the disk was too full for them */
  outputs: keptOutputsSchema.nullable().default(null),
  seconds: z.number().nonnegative(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
