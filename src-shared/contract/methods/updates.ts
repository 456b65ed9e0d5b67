import { z } from 'zod';
import { jobSummarySchema } from '../job';
import { updateChangesSchema, updateStateSchema } from '../update';
import { method } from './method';

/** Newer versions of the program. Nothing is asked of the network but by `look` and `fetch`, and by itself only where `looking` is on. */
export const updateMethods = {
  get: method.output(updateStateSchema),
  set: method.input(updateChangesSchema).output(updateStateSchema),
  /** Asks now whether there is a newer version; refused where this copy cannot. */
  look: method.output(updateStateSchema),
  /** Fetches the offered package, or goes on with it; answers at once with the job. */
  fetch: method.output(jobSummarySchema),
  /** Has the fetched package installed; refused while runs are under way, unless it is to be done when they have ended. */
  install: method.input(z.object({ whenIdle: z.boolean().default(false) })).output(updateStateSchema),
};
