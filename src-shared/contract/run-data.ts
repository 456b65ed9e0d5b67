import { z } from 'zod';
import { datasetIdSchema } from './dataset';

/** The data of a run, and where it may be if it is not where it was. */
export const runDataSchema = z.object({
  dataset: datasetIdSchema,
  name: z.string(),
  state: z.enum(['there', 'missing', 'damaged']),
  /** the folder that was looked in */
  lookedIn: z.string(),
  /** what is wrong with it, in a sentence; empty where it is there */
  problem: z.string(),
  /** datasets of this library that are the very same, by their fingerprints, under other ids */
  same: z.array(z.object({ id: datasetIdSchema, name: z.string(), folder: z.string() })),
});
export type RunData = z.infer<typeof runDataSchema>;
