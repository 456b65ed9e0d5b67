import { z } from 'zod';
import { bestMetricSchema } from '../spec/stopping';
import { ownRunIdSchema, runIdSchema } from '../spec/run-spec';
import { trialEndSchema } from '../sweep/journal';
import { rayPlaceSchema } from './place';
import { choiceValueSchema, fieldSchema } from '../sweep/space';
import {
  budgetSchema,
  prunerSchema,
  samplerSchema,
  sweepNameSchema,
  sweepSpecSchema,
} from '../sweep/sweep-spec';

/** Made as a run's id is. */
export const sweepIdSchema = runIdSchema;

const assignmentSchema = z.array(z.tuple([fieldSchema, choiceValueSchema]));

export const sweepPhaseSchema = z.enum(['running', 'paused', 'stopped', 'done']);

/** `sweep.json`, written once. What happened then stands in its journal. */
export const sweepDocumentSchema = z.object({
  version: z.literal(1),
  id: ownRunIdSchema,
  name: sweepNameSchema,
  createdAt: z.iso.datetime(),
  appVersion: z.string(),
  datasetName: z.string(),
  spec: sweepSpecSchema,
  /** left out where its trials train on this machine */
  place: rayPlaceSchema.optional(),
});
export type SweepDocument = z.infer<typeof sweepDocumentSchema>;

/** One trial of a sweep: an ordinary run, and what the sweep knows of it. */
export const sweepTrialSchema = z.object({
  /** counted from 0 */
  trial: z.int().nonnegative(),
  /** null where no run could be made of it */
  run: runIdSchema.nullable(),
  /** the fields that it sets */
  set: assignmentSchema,
  /** null while it has not ended */
  end: trialEndSchema.nullable(),
  reason: z.string().nullable(),
  epoch: z.int().nonnegative(),
  /** of the sweep's metric, after that epoch */
  value: z.number().nullable(),
  /** the best of all its epochs */
  best: z.number().nullable(),
  bestEpoch: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
});
export type SweepTrial = z.infer<typeof sweepTrialSchema>;

/** What a list needs of a sweep. */
export const listedSweepSchema = z.object({
  id: sweepIdSchema,
  name: sweepNameSchema,
  createdAt: z.string(),
  datasetName: z.string(),
  phase: sweepPhaseSchema,
  /** whether it ran when Trainyard was closed, and goes on when somebody says so */
  waitsForWord: z.boolean(),
  /** why it is paused or came to its end, in a sentence */
  reason: z.string().nullable(),
  metric: bestMetricSchema,
  sampler: samplerSchema,
  pruner: prunerSchema,
  budget: budgetSchema,
  used: z.object({ epochs: z.int().nonnegative(), seconds: z.number().nonnegative() }),
  fields: z.array(fieldSchema),
  /** whether it repeats one run with other seeds */
  isOfSeeds: z.boolean(),
  count: z.object({
    begun: z.int().nonnegative(),
    /** null where nothing but time or epochs ends it */
    most: z.int().nonnegative().nullable(),
    completed: z.int().nonnegative(),
    cut: z.int().nonnegative(),
    failed: z.int().nonnegative(),
  }),
  best: sweepTrialSchema.nullable(),
  /** the run of the first trial that has not ended */
  under: runIdSchema.nullable(),
  /** left out where its trials train on this machine */
  place: rayPlaceSchema.optional(),
});
export type ListedSweep = z.infer<typeof listedSweepSchema>;

export const sweepSchema = listedSweepSchema.extend({
  spec: sweepSpecSchema,
  trials: z.array(sweepTrialSchema),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** What a sweep would do. */
export const sweepPreviewSchema = z.object({
  /** how many trials there would be at most; null where nothing but time or epochs ends it */
  most: z.int().nonnegative().nullable(),
  /** the first of them */
  first: z.array(assignmentSchema),
});
export type SweepPreview = z.infer<typeof sweepPreviewSchema>;
