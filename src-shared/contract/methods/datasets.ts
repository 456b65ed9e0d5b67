import { z } from 'zod';
import { datasetIdSchema, datasetSummarySchema } from '../dataset';
import {
  catalogEntrySchema,
  importReportSchema,
  importRequestSchema,
  inspectionSchema,
  originSchema,
} from '../import';
import { interruptedIdSchema, interruptedImportSchema } from '../interrupted-import';
import { jobSummarySchema } from '../job';
import { binary, method } from './method';

export const datasetMethods = {
  list: method.output(z.array(datasetSummarySchema)),
  get: method.input(z.object({ dataset: datasetIdSchema })).output(datasetSummarySchema),
  /** What a file or folder on the host would be imported as. */
  inspect: method.input(importRequestSchema.omit({ name: true })).output(inspectionSchema),
  /** Imports a file or folder that lies on the host; answers at once with the job. */
  import: method.input(importRequestSchema).output(jobSummarySchema),
  /** Imports that were cut off: importing the same again goes on, and so does `goOn`. */
  interrupted: method.output(z.array(interruptedImportSchema)),
  /** Goes on with one; answers at once with the job. */
  goOn: method.input(z.object({ id: interruptedIdSchema })).output(jobSummarySchema),
  /** Removes what an interrupted import has done. */
  discardInterrupted: method
    .input(z.object({ id: interruptedIdSchema }))
    .output(z.array(interruptedImportSchema)),
  /** What its import found; null where nothing was written down. */
  report: method.input(z.object({ dataset: datasetIdSchema })).output(importReportSchema.nullable()),
  /** What it was imported from, and how; null where that is not known. */
  origin: method.input(z.object({ dataset: datasetIdSchema })).output(originSchema.nullable()),
  /** Deletes a dataset for good; refused while a run trains on it, or it is built in. */
  remove: method.input(z.object({ dataset: datasetIdSchema })).output(z.array(datasetSummarySchema)),
  /** Datasets that can be fetched or made with a click. */
  catalog: method.output(z.array(catalogEntrySchema)),
  fetch: method
    .input(z.object({ entry: datasetIdSchema, mirror: z.url().optional() }))
    .output(jobSummarySchema),
  /** Makes a built-in dataset, when it was not made yet. */
  make: method.input(z.object({ dataset: datasetIdSchema })).output(jobSummarySchema.nullable()),
  /**
   * Consecutive samples as raw bytes: all inputs (uint8 for pictures, else little-endian float32), then all targets
   * (one uint8 for a class, else float32 values). Fewer come back when the split, or what of it is ready, ends before.
   */
  samples: method
    .input(
      z.object({
        dataset: datasetIdSchema,
        split: z.enum(['train', 'test']),
        offset: z.int().nonnegative(),
        count: z.int().min(1).max(500),
      }),
    )
    .output(binary),
  /** Samples at these places, as `samples`. */
  samplesAt: method
    .input(
      z.object({
        dataset: datasetIdSchema,
        split: z.enum(['train', 'test']),
        indices: z.array(z.int().nonnegative()).min(1).max(500),
      }),
    )
    .output(binary),
  /** Which rows of their source samples are, counted from 1, as a report names them; null where they are no rows. */
  rowsAt: method
    .input(
      z.object({
        dataset: datasetIdSchema,
        split: z.enum(['train', 'test']),
        indices: z.array(z.int().nonnegative()).min(1).max(500),
      }),
    )
    .output(z.array(z.int().positive()).nullable()),
  /** What samples are called where they come from: of each a text for each of the dataset's `idColumns`; null where there are none. */
  idsAt: method
    .input(
      z.object({
        dataset: datasetIdSchema,
        split: z.enum(['train', 'test']),
        indices: z.array(z.int().nonnegative()).min(1).max(500),
      }),
    )
    .output(z.array(z.array(z.string())).nullable()),
  /** The targets of all samples of a split, as in `samples`. */
  targets: method
    .input(z.object({ dataset: datasetIdSchema, split: z.enum(['train', 'test']) }))
    .output(binary),
};
