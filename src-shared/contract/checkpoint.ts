import { z } from 'zod';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';

/** Loss is the mean over samples, in nats; accuracy is a share from 0 to 1. */
export const checkpointMetricsSchema = z.object({
  trainLoss: z.number().nullable(),
  trainAccuracy: z.number().nullable(),
  valLoss: z.number().nullable(),
  valAccuracy: z.number().nullable(),
});
export type CheckpointMetrics = z.infer<typeof checkpointMetricsSchema>;

/** `checkpoint.json`: its presence, with hashes that hold, is what makes a folder a checkpoint. */
export const checkpointDocumentSchema = z.object({
  version: z.literal(1),
  id: checkpointIdSchema,
  run: runIdSchema,
  generation: z.int().positive(),
  /** whole epochs done, and steps done since the start of the run */
  epoch: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** why it was saved */
  reasons: z.array(z.enum(['epoch', 'steps', 'best', 'stop', 'end'])),
  metrics: checkpointMetricsSchema,
  savedAt: z.iso.datetime(),
  /** SHA-256 and size in bytes of each file */
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.int().nonnegative() })),
});
export type CheckpointDocument = z.infer<typeof checkpointDocumentSchema>;

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
  /** the best of its run by validation loss */
  best: z.boolean(),
  /** the last of its run: where Resume goes on */
  last: z.boolean(),
  /** what is wrong with its files; empty when they are there and of the right size */
  problem: z.string(),
});
export type CheckpointSummary = z.infer<typeof checkpointSummarySchema>;
