import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { checkpointIdSchema } from '../../spec/run-spec';
import { studioNewsSchema } from '../event';
import { jobIdSchema, jobSummarySchema } from '../job';
import { settingsSummarySchema, studioSettingsSchema } from '../settings';
import { studioInfoSchema } from '../studio-info';
import { method, runRef } from './method';

export const studioMethods = {
  info: method.output(studioInfoSchema),
  /** What somebody who helps has to know: versions, machine, settings, the end of the log; no paths, no names, no data. */
  diagnostics: method.output(z.object({ text: z.string() })),
  /**
   * Live changes from now on. Fetch the lists after subscribing, and nothing is missed. Nothing more comes until the reader
   * says that it has `heard` what came: read it with `hearEvents`.
   */
  events: method.output(eventIterator(studioNewsSchema)),
  /** That a reader has dealt with what it was sent last. */
  heard: method
    .input(
      z.object({
        subscription: z.int(),
        /** milliseconds for which it needs not hear how far runs are: it would not show it */
        progressAfter: z.number().min(0).max(5000).default(0),
      }),
    )
    .output(z.void()),
  /** Shows the folder of a run, or of one of its checkpoints, in the system's file manager. Refused where there is none. */
  showFolder: method
    .input(runRef.extend({ checkpoint: checkpointIdSchema.optional() }))
    .output(z.object({ path: z.string() })),
};

export const settingsMethods = {
  get: method.output(settingsSummarySchema),
  set: method.input(studioSettingsSchema).output(settingsSummarySchema),
};

export const jobMethods = {
  list: method.output(z.array(jobSummarySchema)),
  cancel: method.input(z.object({ job: jobIdSchema })).output(jobSummarySchema),
};
