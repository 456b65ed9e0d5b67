import { z } from 'zod';
import { problemSchema } from '../../spec/problem';
import { budgetSchema } from '../../sweep/sweep-spec';
import { placeReportSchema, rayPlaceSchema } from '../place';
import {
  discardedSweepSchema,
  listedSweepSchema,
  optunaStateSchema,
  sweepIdSchema,
  sweepLabelChangeSchema,
  sweepPreviewSchema,
  sweepSchema,
} from '../sweep';
import { method } from './method';

const sweepRef = z.object({ sweep: sweepIdSchema });

/** Clusters where runs can train. */
export const placeMethods = {
  /** Whether one answers and can be used, without leaving anything there. */
  look: method.input(rayPlaceSchema).output(placeReportSchema),
  /** Those that runs were sent to, the last one first. */
  list: method.output(z.array(rayPlaceSchema)),
};

/** Many runs from one: fields of its spec are varied. */
export const sweepMethods = {
  /** newest first */
  list: method.output(z.array(listedSweepSchema)),
  get: method.input(sweepRef).output(sweepSchema),
  /** All that is wrong or doubtful about a sweep, and its first trials, without starting anything. */
  check: method
    .input(z.object({ spec: z.unknown(), place: rayPlaceSchema.optional() }))
    .output(z.object({ problems: z.array(problemSchema), preview: sweepPreviewSchema.nullable() })),
  /** Begins a sweep: its first trial is queued when this comes back. One with errors is refused. */
  create: method.input(z.object({ spec: z.unknown(), place: rayPlaceSchema.optional() })).output(sweepSchema),
  /** Pauses the trial that is under way, with a checkpoint, and begins no other. */
  pause: method.input(sweepRef).output(sweepSchema),
  resume: method.input(sweepRef.extend({ acceptChanges: z.boolean().default(false) })).output(sweepSchema),
  /** Gives it another budget, as a whole; one that was done or stopped goes on. */
  extend: method.input(sweepRef.extend({ budget: budgetSchema })).output(sweepSchema),
  /** Ends the trial that is under way, with a checkpoint, and begins no other. */
  stop: method.input(sweepRef).output(sweepSchema),
  /** Renames it, together with the experiment of its runs, or archives it; its runs keep their names and their places. */
  label: method.input(sweepRef.extend({ change: sweepLabelChangeSchema })).output(sweepSchema),
  /**
   * Stops it and moves it into the bin; with `runs`, its runs too. `refused` has why some of those stayed, a sentence
   * each.
   */
  discard: method
    .input(sweepRef.extend({ runs: z.boolean() }))
    .output(discardedSweepSchema.extend({ refused: z.array(z.string()) })),
  /** newest first */
  discarded: method.output(z.array(discardedSweepSchema)),
  /** Brings it back from the bin, with those runs that went with it and are there still. */
  restore: method.input(sweepRef).output(sweepSchema),
  /** Whether Optuna can draw trials here; with `again` it is looked for anew. */
  optuna: method.input(z.object({ again: z.boolean().default(false) })).output(optunaStateSchema),
};
