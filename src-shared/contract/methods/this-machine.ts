import { z } from 'zod';
import { backendKindSchema, backendReportSchema } from '../backend';
import { deviceReportSchema } from '../devices';
import { jobSummarySchema } from '../job';
import { runtimeIdSchema, runtimeSummarySchema } from '../runtime';
import { MODEL_KINDS, modelKindSchema, speedStateSchema } from '../speed';
import { method } from './method';

export const backendMethods = {
  /** Probes the ladder when that was not done yet, or again when `again` is set. */
  list: method.input(z.object({ again: z.boolean().default(false) })).output(z.array(backendReportSchema)),
};

/** Native libraries that can be fetched for this machine. */
export const runtimeMethods = {
  list: method.output(z.array(runtimeSummarySchema)),
  /** Fetches one, or goes on with it; answers at once with the job. */
  fetch: method
    .input(z.object({ runtime: runtimeIdSchema, mirror: z.url().optional() }))
    .output(jobSummarySchema),
  /** Removes a fetched one; what has it loaded goes on. */
  remove: method.input(z.object({ runtime: runtimeIdSchema })).output(z.array(runtimeSummarySchema)),
};

/** What the machine can compute with. */
export const deviceMethods = {
  /** Each as it is at the moment, and the last self-test of each rung of the ladder. */
  report: method.output(deviceReportSchema),
  /** Tests a rung, the best when none is named; refused while anything else is at work. A run that is started meanwhile ends it. */
  test: method
    .input(
      z.object({ backend: backendKindSchema.optional(), seconds: z.number().min(1).max(300).default(45) }),
    )
    .output(jobSummarySchema),
};

export const speedMethods = {
  /** What was measured of this machine, if anything was. */
  get: method.output(speedStateSchema),
  /** Measures it; refused while anything else is at work. A run that is started meanwhile ends it. */
  measure: method
    .input(
      z.object({
        kinds: z
          .array(modelKindSchema)
          .min(1)
          .default([...MODEL_KINDS]),
      }),
    )
    .output(jobSummarySchema),
};
