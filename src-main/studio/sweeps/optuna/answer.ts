import { z } from 'zod';
import { assignmentSchema, type Assignment, type Dimension } from '@shared/sweep/space';
import type { OptunaSampler } from '@shared/sweep/sweep-spec';

const packagesSchema = z.string().max(100).nullable();

/** What `drawer.py` says first: whether it can be asked. */
export const greetingSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    optuna: z.string().max(50),
    python: z.string().max(50),
    /** packages that a sampler needs and that are not there, with spaces between them */
    missing: z.object({ tpe: packagesSchema, cmaes: packagesSchema, gp: packagesSchema }),
  }),
  z.object({
    type: z.literal('unusable'),
    why: z.enum(['missing', 'old', 'broken']),
    told: z.string().max(1000),
  }),
]);
export type Greeting = z.infer<typeof greetingSchema>;
export type Ready = Extract<Greeting, { type: 'ready' }>;

/** What it says to a question. */
export const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drawn'), id: z.int(), set: assignmentSchema }),
  z.object({ type: z.literal('failed'), id: z.int(), told: z.string().max(2000) }),
]);

/** An earlier trial, as a sampler is told of it. */
export interface PastTrial {
  set: Assignment;
  /** pruned: ended before it had trained to its end */
  state: 'completed' | 'pruned' | 'failed' | 'running';
  /** what it came to, null where that was no number */
  value: number | null;
  /** the last epoch that it had */
  epoch: number;
}

/** What a trial is drawn from. */
export interface DrawQuestion {
  /** trials of one name are of one study */
  study: string;
  sampler: OptunaSampler;
  seed: number;
  direction: 'minimize' | 'maximize';
  space: readonly Dimension[];
  trials: readonly PastTrial[];
}
