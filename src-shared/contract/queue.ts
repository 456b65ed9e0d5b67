import { z } from 'zod';
import { runIdSchema } from '../spec/run-spec';

/** Why no further run is started: somebody said so, or the machine runs on its battery. */
export const queueHoldSchema = z.enum(['person', 'battery']);
export type QueueHold = z.infer<typeof queueHoldSchema>;

/** The runs that wait for the device. */
export const queueSummarySchema = z.object({
  /** the first to start first */
  order: z.array(runIdSchema),
  /** null while the next run starts by itself */
  held: queueHoldSchema.nullable(),
  /** those of `order` that waited when Trainyard was closed: they start when somebody says so */
  waitingForWord: z.array(runIdSchema),
  /** runs that trained when Trainyard was closed, or died with it, and can go on */
  cutShort: z.array(runIdSchema),
});
export type QueueSummary = z.infer<typeof queueSummarySchema>;

/** A run that was discarded, and can be had back. */
export const binEntrySchema = z.object({
  run: runIdSchema,
  name: z.string(),
  discardedAt: z.iso.datetime(),
  bytes: z.number().nonnegative(),
});
export type BinEntry = z.infer<typeof binEntrySchema>;
