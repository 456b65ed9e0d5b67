import { z } from 'zod';
import type { MemorySettings } from '@shared/model/memory';
import { augmentSchema } from '@shared/spec/augment';
import { newOptimizer, optimizerSchema, type OptimizerName } from '@shared/spec/optimizer';
import { runSpecSchema } from '@shared/spec/run-spec';

/** An optimizer with a wrong field keeps as much as a fresh one of its name. */
const nearlyOptimizer = z.union([
  optimizerSchema,
  z
    .object({ name: z.enum(Object.keys(newOptimizer) as OptimizerName[]) })
    .transform(({ name }) => newOptimizer[name]()),
]);

/** The rest of a draft may still be wrong. */
const schema = z.object({
  optimizer: nearlyOptimizer,
  ema: z.number().min(0).lt(1).default(0),
  batchSize: z.number().min(1),
  microBatches: z.number().min(1).default(1),
  augment: augmentSchema.optional().catch(undefined),
  record: runSpecSchema.shape.record.optional().catch(undefined),
});

/** What of a draft fixes how much memory it takes; undefined while it cannot be read. */
export const memorySettings = (draft: unknown): MemorySettings | undefined => schema.safeParse(draft).data;
