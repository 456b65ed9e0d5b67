import { z } from 'zod';
import { keepPolicySchema } from '../../spec/checkpoint-policy';
import { checkpointIdSchema, runIdSchema } from '../../spec/run-spec';
import {
  checkpointSummarySchema,
  foreignCheckpointSchema,
  removableSchema,
  stayingSchema,
} from '../checkpoint';
import { hostPathSchema } from '../host-path';
import { runSummarySchema } from '../run';
import { method, runRef } from './method';

export const checkpointMethods = {
  list: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(checkpointSummarySchema)),
  /** A pinned checkpoint is never removed. */
  pin: method
    .input(runRef.extend({ checkpoint: checkpointIdSchema, pinned: z.boolean() }))
    .output(z.array(checkpointSummarySchema)),
  /** Removes one that is damaged; others are refused. */
  removeDamaged: method
    .input(runRef.extend({ checkpoint: checkpointIdSchema }))
    .output(z.array(checkpointSummarySchema)),
  /** Looks at a checkpoint's folder, or a run's, anywhere on the host; hashes are verified, nothing is changed. */
  lookAt: method.input(z.object({ path: hostPathSchema })).output(foreignCheckpointSchema),
  /** Copies the whole run in whose folder such a checkpoint lies into this library, or nothing of it. */
  bring: method.input(z.object({ path: hostPathSchema })).output(runSummarySchema),
  /** What a policy would remove of these runs, or of all of them; nothing is removed. */
  removable: method
    .input(z.object({ runs: z.array(runIdSchema).optional(), keep: keepPolicySchema }))
    .output(z.array(removableSchema)),
  /** What such a policy would leave, and why, oldest first. */
  staying: method
    .input(z.object({ runs: z.array(runIdSchema).optional(), keep: keepPolicySchema }))
    .output(z.array(stayingSchema)),
  /** Removes those of these that the policy still does not keep, for good, and tells which they were. */
  cleanUp: method
    .input(
      z.object({
        keep: keepPolicySchema,
        checkpoints: z
          .array(removableSchema.omit({ bytes: true }))
          .min(1)
          .max(100_000),
      }),
    )
    .output(z.array(removableSchema)),
};
