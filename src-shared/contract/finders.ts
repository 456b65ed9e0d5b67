import { z } from 'zod';

/** What a learning-rate range test recorded: one entry a step, rates rising by the same factor from step to step. */
export const rateRangeSchema = z.object({
  rates: z.array(z.number().positive()),
  /** of each step's batch, before the update; the last one may be none that is a number */
  losses: z.array(z.number().nullable()),
  /** whether it was ended because the loss had grown beyond use */
  diverged: z.boolean(),
  seconds: z.number().nonnegative(),
});
export type RateRange = z.infer<typeof rateRangeSchema>;

/** Between which rates, in how many steps. */
export const rateRangeAskSchema = z.object({
  from: z.number().positive().max(10).default(1e-6),
  to: z.number().positive().max(10).default(10),
  steps: z.int().min(20).max(5000).default(200),
});
export type RateRangeAsk = z.infer<typeof rateRangeAskSchema>;

/** The largest batch that was found to work, and what it came to. */
export const largestBatchSchema = z.object({
  /** null where none of those that should fit did */
  batchSize: z.int().positive().nullable(),
  /** of memory, as estimated */
  bytes: z.number().nonnegative(),
  /** of training with it, as measured in a few steps */
  samplesPerSecond: z.number().nonnegative(),
  /** what keeps it from being larger: memory, the samples that there are, or that no larger one is tried */
  boundBy: z.enum(['memory', 'samples', 'most']),
  /** sizes that should have fitted and did not work, and why */
  refused: z.array(z.object({ batchSize: z.int().positive(), reason: z.string() })),
});
export type LargestBatch = z.infer<typeof largestBatchSchema>;
