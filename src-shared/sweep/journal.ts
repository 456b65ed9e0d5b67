import { z } from 'zod';
import { runIdSchema } from '../spec/run-spec';
import { assignmentSchema } from './space';
import { budgetSchema } from './sweep-spec';

const trial = z.int().nonnegative();

/** How a trial came to its end: by itself, by the sweep, by somebody, by a fault, or because its run was discarded. */
export const trialEndSchema = z.enum(['completed', 'cut', 'stopped', 'failed', 'gone']);
export type TrialEnd = z.infer<typeof trialEndSchema>;

/**
 * A line of a sweep's journal: what happened, never what follows from it. Whatever is decided is a function of these
 * lines and the sweep's spec, so that a sweep whose studio was killed goes on as if nothing had been.
 */
export const journalEntrySchema = z.discriminatedUnion('type', [
  /** what it sets, where that does not follow from the spec: written before there is a run of it */
  z.object({
    type: z.literal('drawn'),
    trial,
    set: assignmentSchema,
    /** the program that drew it, with its version */
    by: z.string().max(200),
  }),
  /** its run waits in the queue */
  z.object({ type: z.literal('trial'), trial, run: runIdSchema }),
  /** no run could be made of it */
  z.object({ type: z.literal('refused'), trial, reason: z.string() }),
  z.object({
    type: z.literal('epoch'),
    trial,
    epoch: z.int().positive(),
    /** of the sweep's metric; null where it was no number */
    value: z.number().nullable(),
    seconds: z.number().nonnegative(),
  }),
  z.object({ type: z.literal('end'), trial, how: trialEndSchema, reason: z.string().nullable() }),
  z.object({ type: z.literal('pause'), why: z.string().nullable() }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('stop') }),
  /** the whole new budget */
  z.object({ type: z.literal('extend'), budget: budgetSchema }),
]);
export type JournalEntry = z.infer<typeof journalEntrySchema>;
