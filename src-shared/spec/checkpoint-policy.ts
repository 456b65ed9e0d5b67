import { z } from 'zod';

/** Which checkpoints stay when a new one is saved; the best and the last one always do. */
export const keepPolicySchema = z.strictObject({
  /** the best of them by validation */
  best: z.int().min(1).max(10_000).default(1),
  /** the newest of them; with two there is another to go on from should the last be damaged */
  last: z.int().min(1).max(10_000).default(2),
  /** every so many saved ones, counted from the first of the run; 0 is none */
  everyNth: z.int().min(0).max(100_000).default(0),
});
export type KeepPolicy = z.infer<typeof keepPolicySchema>;

/** What a run does when a checkpoint does not fit on the disk. */
export const onDiskFullSchema = z.enum(['pause', 'go-on', 'stop']);
export type OnDiskFull = z.infer<typeof onDiskFullSchema>;

/** When to save and what to keep: two policies. The end of a run is always saved. */
export const checkpointPolicySchema = z.strictObject({
  everyEpochs: z.int().min(0).max(100_000).default(1),
  everySteps: z.int().min(0).max(100_000_000).default(0),
  /** of training time, what lies between stop and resume not counted */
  everyMinutes: z.number().min(0).max(100_000).default(0),
  best: z.boolean().default(true),
  /** left out: everything that was saved */
  keep: keepPolicySchema.optional(),
  onDiskFull: onDiskFullSchema.default('pause'),
});
