import { z } from 'zod';
import { bestMetricSchema } from '../spec/stopping';
import { ownRunIdSchema, runIdSchema } from '../spec/run-spec';
import { trialEndSchema } from '../sweep/journal';
import { rayPlaceSchema } from './place';
import { assignmentSchema, fieldSchema } from '../sweep/space';
import {
  budgetSchema,
  optunaSamplerSchema,
  prunerSchema,
  samplerSchema,
  sweepNameSchema,
  sweepSpecSchema,
} from '../sweep/sweep-spec';

/** Made as a run's id is. */
export const sweepIdSchema = runIdSchema;

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

/** `labels.json`: what people say of a sweep. One that nobody renamed or archived has none. */
export const sweepLabelsSchema = z.object({
  version: z.literal(1),
  name: sweepNameSchema,
  /** whether lists leave it out unless they are asked for it */
  archived: z.boolean().default(false),
});
export type SweepLabels = z.infer<typeof sweepLabelsSchema>;

/** What is to be changed of them; what is left out stays. */
export const sweepLabelChangeSchema = z.object({
  name: sweepNameSchema.optional(),
  archived: z.boolean().optional(),
});
export type SweepLabelChange = z.infer<typeof sweepLabelChangeSchema>;

/** A sweep in the bin. */
export const discardedSweepSchema = z.object({
  sweep: sweepIdSchema,
  name: sweepNameSchema,
  discardedAt: z.iso.datetime(),
  /** those of its runs that went with it */
  runs: z.array(runIdSchema),
  bytes: z.number().nonnegative(),
});
export type DiscardedSweep = z.infer<typeof discardedSweepSchema>;

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
  archived: z.boolean(),
  /** whether it repeats one run with other seeds */
  isOfSeeds: z.boolean(),
  count: z.object({
    begun: z.int().nonnegative(),
    /** of those, the ones that have not ended */
    open: z.int().nonnegative(),
    /** null where nothing but time or epochs ends it */
    most: z.int().nonnegative().nullable(),
    completed: z.int().nonnegative(),
    cut: z.int().nonnegative(),
    failed: z.int().nonnegative(),
  }),
  best: sweepTrialSchema.nullable(),
  /** what a repeated run came to, of the seeds that were completed; left out while there are none */
  seeds: z
    .object({
      mean: z.number(),
      /** null of a single seed */
      deviation: z.number().nullable(),
      count: z.int().positive(),
    })
    .optional(),
  /** the run of the first trial that has not ended */
  under: runIdSchema.nullable(),
  /** left out where its trials train on this machine */
  place: rayPlaceSchema.optional(),
});
export type ListedSweep = z.infer<typeof listedSweepSchema>;

export const sweepSchema = listedSweepSchema.extend({
  spec: sweepSpecSchema,
  trials: z.array(sweepTrialSchema),
  /** the program that drew its last trial, such as "Optuna 4.6.0"; null where Trainyard draws by itself */
  drawnBy: z.string().nullable(),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** Whether trials can be drawn by Optuna here. */
export const optunaStateSchema = z.object({
  /** the Python that was found with it; null where none was */
  python: z.string().nullable(),
  /** its version */
  optuna: z.string().nullable(),
  /** why a sampler cannot be used, in a sentence; empty where it can */
  refused: z.record(optunaSamplerSchema, z.string()),
});
export type OptunaState = z.infer<typeof optunaStateSchema>;

/** What a sweep would do. */
export const sweepPreviewSchema = z.object({
  /** how many trials there would be at most; null where nothing but time or epochs ends it */
  most: z.int().nonnegative().nullable(),
  /** the first of them */
  first: z.array(assignmentSchema),
});
export type SweepPreview = z.infer<typeof sweepPreviewSchema>;
