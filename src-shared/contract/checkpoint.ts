import { z } from 'zod';
import { keepReasonSchema } from '../checkpoint/keep';
import { checkpointIdSchema, ownRunIdSchema, runIdSchema } from '../spec/run-spec';

/** Loss is the mean over samples, in nats; accuracy is a share from 0 to 1. */
export const checkpointMetricsSchema = z.object({
  trainLoss: z.number().nullable(),
  trainAccuracy: z.number().nullable(),
  valLoss: z.number().nullable(),
  valAccuracy: z.number().nullable(),
  valMacroF1: z.number().nullable().default(null),
  valTop5: z.number().nullable().default(null),
  valMae: z.number().nullable().default(null),
  valRmse: z.number().nullable().default(null),
  valR2: z.number().nullable().default(null),
});
export type CheckpointMetrics = z.infer<typeof checkpointMetricsSchema>;

/** How values are scaled for training: a model says (value − mean) / deviation, one of each for each value. */
export const targetScaleSchema = z.object({ mean: z.array(z.number()), deviation: z.array(z.number()) });
export type TargetScale = z.infer<typeof targetScaleSchema>;

/**
 * Reasons that depend on the run's steps alone. A checkpoint that was saved when somebody pressed Stop is not one to go
 * back to: a run that was never stopped does not have it, and the two would end differently.
 */
export const REASONS_BY_STEPS: readonly string[] = ['epoch', 'steps', 'best'];

/** `checkpoint.json`: its presence, with hashes that hold, is what makes a folder a checkpoint. */
export const checkpointDocumentSchema = z.object({
  version: z.literal(1),
  id: checkpointIdSchema,
  run: ownRunIdSchema,
  generation: z.int().positive(),
  /** whole epochs done, and steps done since the start of the run */
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** why it was saved */
  reasons: z.array(z.enum(['epoch', 'steps', 'minutes', 'best', 'stop', 'end'])),
  metrics: checkpointMetricsSchema,
  savedAt: z.iso.datetime(),
  /** SHA-256 and size in bytes of each file */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.int().nonnegative() })),
  /** SHA-256 of the other fields; checkpoints of earlier versions have none */
  seal: z.string().optional(),
});
export type CheckpointDocument = z.infer<typeof checkpointDocumentSchema>;

/** A checkpoint that a policy of keeping does not keep, and the bytes that its removal frees. */
export const removableSchema = z.object({
  run: runIdSchema,
  checkpoint: checkpointIdSchema,
  bytes: z.number().nonnegative(),
});
export type Removable = z.infer<typeof removableSchema>;

/** A checkpoint that stays under a policy of keeping, and why. */
export const stayingSchema = z.object({
  run: runIdSchema,
  checkpoint: checkpointIdSchema,
  reasons: z.array(keepReasonSchema).min(1),
});
export type Staying = z.infer<typeof stayingSchema>;

/** A checkpoint that lies somewhere else than in this library, as it was found: looked at, and left as it is. */
export const foreignCheckpointSchema = z.object({
  /** its folder */
  path: z.string(),
  id: checkpointIdSchema,
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  metrics: checkpointMetricsSchema,
  savedAt: z.string(),
  /** what is wrong with each file; empty where its SHA-256 holds */
  files: z.array(z.object({ name: z.string(), bytes: z.number().nonnegative(), problem: z.string() })),
  /** the run in whose folder it lies; null where that is not around it */
  run: z
    .object({
      id: runIdSchema,
      name: z.string(),
      datasetName: z.string(),
      /** how many checkpoints it has, and the size of its folder */
      checkpoints: z.int().nonnegative(),
      bytes: z.number().nonnegative(),
      /** whether this library has the data that it was trained on */
      hasData: z.boolean(),
      /** why it cannot be brought into this library as it is; empty where it can */
      obstacle: z.string(),
    })
    .nullable(),
  /** whether the run is in this library already */
  isHere: z.boolean(),
});
export type ForeignCheckpoint = z.infer<typeof foreignCheckpointSchema>;

/** A checkpoint as lists show it. */
export const checkpointSummarySchema = z.object({
  id: checkpointIdSchema,
  run: runIdSchema,
  runName: z.string(),
  dataset: z.string(),
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  reasons: z.array(z.string()),
  metrics: checkpointMetricsSchema,
  savedAt: z.string(),
  bytes: z.number().nonnegative(),
  /** the best of its run on validation data, by the metric that the run asks for */
  best: z.boolean(),
  /** the last of its run: where Resume goes on */
  last: z.boolean(),
  /** what is wrong with its files; empty when they are there and of the right size */
  problem: z.string(),
  pinned: z.boolean(),
  /** why it stays when others are removed; empty when it goes as soon as a newer one is saved */
  keptFor: z.array(keepReasonSchema),
});
export type CheckpointSummary = z.infer<typeof checkpointSummarySchema>;
