import { z } from 'zod';
import { exportAskSchema, exportResultSchema } from '../export';
import { hostPathSchema } from '../host-path';
import { jobSummarySchema, madeIdSchema } from '../job';
import { binary, method } from './method';

/** Models for other programs. */
export const exportMethods = {
  /** Answers at once with the job; its `result` is the export's id. */
  start: method
    .input(
      exportAskSchema.extend({
        /**
         * An absolute path on the host: a folder, or by its ending an archive (`.zip`) or the one file that can do without
         * the others. Left out: an archive that waits to be downloaded.
         */
        to: hostPathSchema.optional(),
      }),
    )
    .output(jobSummarySchema),
  get: method.input(z.object({ export: madeIdSchema })).output(exportResultSchema),
  /** The archive of an export that was made without a path. */
  download: method.input(z.object({ export: madeIdSchema })).output(binary),
};
