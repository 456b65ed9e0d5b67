import { sentRowsSchema } from '../../series/sent-rows';
import { z } from 'zod';
import { problemSchema } from '../../spec/problem';
import { draftIdSchema, draftSchema, savedDraftSchema } from '../draft';
import { largestBatchSchema, rateRangeAskSchema, rateRangeSchema } from '../finders';
import { hostPathSchema } from '../host-path';
import { labelChangeSchema, newNameSchema } from '../labels';
import { machineNameSchema } from '../machine';
import { rayPlaceSchema } from '../place';
import { binEntrySchema } from '../queue';
import { epochDetailSchema } from '../recorded';
import { differenceSchema, listedRunSchema, runEventSchema, runSummarySchema } from '../run';
import { runDataSchema } from '../run-data';
import { shareAskSchema, sharedRunSchema } from '../shared-run';
import { runTimingSchema } from '../speed';
import { binary, method, runRef } from './method';

export const runMethods = {
  /** What lists need of every run; `get` has the whole of one. */
  list: method.output(z.array(listedRunSchema)),
  get: method.input(runRef).output(runSummarySchema),
  /** All that is wrong or doubtful about a spec, without starting anything. */
  check: method
    .input(
      z.object({
        spec: z.unknown(),
        on: machineNameSchema.optional(),
        place: rayPlaceSchema.optional(),
      }),
    )
    .output(z.array(problemSchema)),
  /** Trains a spec for about two seconds to see how long it takes here; refused while anything trains. */
  time: method.input(z.object({ spec: z.unknown() })).output(runTimingSchema),
  /** A learning-rate range test: trains a spec for some steps while its rate rises. Nothing is kept; refused while anything trains. */
  findRate: method.input(rateRangeAskSchema.extend({ spec: z.unknown() })).output(rateRangeSchema),
  /** The largest batch that fits into the memory that is free, tried for a few steps. As `findRate`. */
  findBatch: method.input(z.object({ spec: z.unknown() })).output(largestBatchSchema),
  /**
   * Queues a run, or sends it to a cluster. A spec with errors is refused, and nothing is left behind.
   *
   * `on` another machine: the dataset is sent there first, unless the same is there. `key` names this one start: asked
   * again with the same key, the run that it made comes back, and no second one is made.
   */
  create: method
    .input(
      z.object({
        spec: z.unknown(),
        on: machineNameSchema.optional(),
        key: z.uuid().optional(),
        place: rayPlaceSchema.optional(),
      }),
    )
    .output(runSummarySchema),
  /** Stops after the step under way, saves a checkpoint and keeps everything. */
  stop: method.input(runRef).output(runSummarySchema),
  /** Has a run that trains stop when its epoch is done, or go on after all. */
  stopAfterEpoch: method.input(runRef.extend({ on: z.boolean() })).output(runSummarySchema),
  /**
   * Saves a checkpoint, gives the device free, and leaves the run to be resumed; the next one in the queue
   * starts. Resolves when it stands still. A run that waits is taken out of the queue.
   */
  pause: method.input(runRef).output(runSummarySchema),
  /**
   * Changes a run from where it stands on. A run that trains waits between two steps while that is written
   * down; one that does not is changed from its last checkpoint on.
   */
  change: method
    .input(
      runRef.extend({
        learningRate: z.number().positive().max(10).optional(),
        epochs: z.int().min(1).max(100_000).optional(),
        schedule: z.enum(['stretch', 'keep']).default('stretch'),
      }),
    )
    .output(runSummarySchema),
  /** Stops a run that trains, with a checkpoint, and moves it into the bin, whole. */
  discard: method.input(runRef).output(binEntrySchema),
  /** Goes on from the last checkpoint of a run that was paused, stopped, interrupted or failed. */
  resume: method.input(runRef.extend({ acceptChanges: z.boolean().default(false) })).output(runSummarySchema),
  /** What would be computed otherwise if the run went on here: without `acceptChanges` it is not resumed then. */
  differences: method.input(runRef).output(z.array(differenceSchema)),
  /** Tags, experiment, notes and archive of any number of runs; nothing is changed when one of them is not there. */
  label: method
    .input(z.object({ changes: z.array(labelChangeSchema).min(1).max(20_000) }))
    .output(z.array(listedRunSchema)),
  /** Writes a run into one file on the host, which `open` takes it from on any other machine. */
  share: method
    /** an absolute path; left out: a file in the library's folder `shared` */
    .input(shareAskSchema.extend({ to: hostPathSchema.optional() }))
    .output(sharedRunSchema),
  /** Takes a run out of a file that lies on the host: all of it, or nothing. */
  open: method.input(z.object({ path: hostPathSchema })).output(runSummarySchema),
  /** Where the data of a run is, or might be. */
  data: method.input(runRef).output(runDataSchema),
  /** Has it found again in another folder, if that holds the very same. */
  relinkData: method.input(runRef.extend({ path: hostPathSchema })).output(runDataSchema),
  rename: method.input(runRef.extend({ name: newNameSchema })).output(runSummarySchema),
  /**
   * Rows of the per-step series from `fromRow` on, as little-endian float64: for each row the columns of
   * `SERIES_COLUMNS`. Rows that a resume superseded are not sent.
   */
  series: method.input(runRef.extend({ fromRow: z.int().nonnegative() })).output(binary),
  /**
   * Rows of the per-step series from `fromRow` to before `toRow`, or to the last: where they are many, only those that
   * a chart cannot do without (`series/thin`). Little-endian float64: for each row the columns of `THIN_COLUMNS`.
   */
  thinned: method
    .input(runRef.extend({ fromRow: z.int().nonnegative(), toRow: z.int().positive().optional() }))
    .output(sentRowsSchema),
  /** Rows of measured steps, as little-endian float64: for each row the columns of `NORM_COLUMNS`. */
  norms: method.input(runRef).output(binary),
  /** What each epoch was like: times, memory, layers. */
  details: method.input(runRef).output(z.array(epochDetailSchema)),
  events: method.input(runRef).output(z.array(runEventSchema)),
};

/** Runs that are being put together. */
export const draftMethods = {
  /** newest first */
  list: method.output(z.array(savedDraftSchema)),
  put: method.input(draftSchema).output(savedDraftSchema),
  remove: method.input(z.object({ draft: draftIdSchema })).output(z.void()),
};
