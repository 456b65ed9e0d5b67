import { z } from 'zod';
import { runIdSchema } from '../../spec/run-spec';
import { binEntrySchema, queueSummarySchema } from '../queue';
import { runSummarySchema } from '../run';
import { method, runRef } from './method';

export const queueMethods = {
  get: method.output(queueSummarySchema),
  /** Lets what trains go on, and starts no other run until `release`. */
  hold: method.output(queueSummarySchema),
  /** Starts runs again, those that waited when Trainyard was closed included. */
  release: method.output(queueSummarySchema),
  /** Puts a run that waits in another place; 0 is next. */
  move: method.input(runRef.extend({ to: z.int().nonnegative() })).output(queueSummarySchema),
  /** Goes on as before Trainyard was closed: resumes what trained, and starts what waited. */
  goOn: method.output(queueSummarySchema),
  /** Leaves what trained when Trainyard was closed as it is, without asking again. */
  leave: method.output(queueSummarySchema),
};

/** Discarded runs lie in the bin until it is emptied. */
export const binMethods = {
  list: method.output(z.array(binEntrySchema)),
  restore: method.input(runRef).output(runSummarySchema),
  /** Deletes what was discarded for good: the run that is named, or all runs and sweeps. */
  empty: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(binEntrySchema)),
};
