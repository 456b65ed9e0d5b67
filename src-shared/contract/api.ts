import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { problemSchema } from '../spec/problem';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';
import { arrivalChunkSchema, arrivalEndSchema, arrivalOfferSchema, arrivalStateSchema } from './arrival';
import { backendKindSchema, backendReportSchema } from './backend';
import { keepPolicySchema } from '../spec/checkpoint-policy';
import {
  checkpointSummarySchema,
  foreignCheckpointSchema,
  removableSchema,
  stayingSchema,
} from './checkpoint';
import { datasetIdSchema, datasetSummarySchema } from './dataset';
import { deviceReportSchema } from './devices';
import { draftIdSchema, draftSchema, savedDraftSchema } from './draft';
import {
  catalogEntrySchema,
  importReportSchema,
  importRequestSchema,
  inspectionSchema,
  originSchema,
} from './import';
import { interruptedIdSchema, interruptedImportSchema } from './interrupted-import';
import { evaluationSchema, evaluationSplitSchema } from './evaluation';
import { studioEventSchema } from './event';
import { exportAskSchema, exportResultSchema } from './export';
import { largestBatchSchema, rateRangeAskSchema, rateRangeSchema } from './finders';
import { hostPathSchema } from './host-path';
import { jobIdSchema, jobSummarySchema, madeIdSchema } from './job';
import { libraryBackupSchema } from './library-backup';
import { libraryCheckSchema } from './library-check';
import { libraryPlaceSchema } from './library-move';
import { addedMachineSchema, machineListSchema, machineNameSchema, machineSchema } from './machine';
import { labelChangeSchema } from './labels';
import { MOST_FILES, askedCheckpointSchema, lookSchema, predictionSchema } from './prediction';
import { placeReportSchema, rayPlaceSchema } from './place';
import { binEntrySchema, queueSummarySchema } from './queue';
import { refusalSchema } from './refusal';
import { settingsSummarySchema, studioSettingsSchema } from './settings';
import { shareAskSchema, sharedRunSchema } from './shared-run';
import { runDataSchema } from './run-data';
import { runtimeIdSchema, runtimeSummarySchema } from './runtime';
import { differenceSchema, listedRunSchema, runEventSchema, runSummarySchema } from './run';
import { epochDetailSchema } from './recorded';
import {
  discardedSweepSchema,
  listedSweepSchema,
  optunaStateSchema,
  sweepIdSchema,
  sweepLabelChangeSchema,
  sweepPreviewSchema,
  sweepSchema,
} from './sweep';
import { budgetSchema } from '../sweep/sweep-spec';
import { broughtWeightsSchema } from './weights';
import { weightsIdSchema } from './weights-id';
import { updateChangesSchema, updateStateSchema } from './update';
import { MODEL_KINDS, modelKindSchema, runTimingSchema, speedStateSchema } from './speed';

export { refusalSchema };

/** Every method can be refused (the request was wrong) or find nothing under the name it was given. */
export const method = oc.errors({
  REFUSED: { status: 422, data: refusalSchema },
  NOT_FOUND: { status: 404 },
});

const runRef = z.object({ run: runIdSchema });
const sweepRef = z.object({ sweep: sweepIdSchema });

export const studioInfoSchema = z.object({
  appVersion: z.string(),
  shell: z.enum(['desktop', 'server', 'terminal']),
  platform: z.string(),
  /** the process of another Trainyard whose studio this window shows; null where it is the window's own */
  attachedTo: z.int().positive().nullable().default(null),
  cpus: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  library: z.object({
    folder: z.string(),
    bytesFree: z.number().nonnegative(),
    /** run folders whose run.json is missing, damaged or of another version; they are left as they are */
    unreadable: z.array(z.string()),
    /** why nothing is written into it, in a sentence; empty where it is */
    readOnly: z.string().default(''),
  }),
  /** how this shell lets a person choose files: by a native dialog, or by typing a path on the host */
  filePicking: z.enum(['dialog', 'path']),
  /** whether this shell can show a folder in the system's own file manager */
  canShowFolders: z.boolean().default(false),
});
export type StudioInfo = z.infer<typeof studioInfoSchema>;

/** A raw array travels as a Blob: one binary WebSocket frame or MessagePort message, never JSON. */
const binary = z.instanceof(Blob);

/**
 * The one contract between the studio and whoever uses it: the window, a browser, the terminal. Inputs
 * and outputs are parsed once at the door of the studio.
 */
export const contract = {
  studio: {
    info: method.output(studioInfoSchema),
    /** What somebody who helps has to know: versions, machine, settings, the end of the log; no paths, no names, no data. */
    diagnostics: method.output(z.object({ text: z.string() })),
    /** Live changes from now on. Fetch the lists after subscribing, and nothing is missed. */
    events: method.output(eventIterator(studioEventSchema)),
    /** Shows the folder of a run, or of one of its checkpoints, in the system's file manager. Refused where there is none. */
    showFolder: method
      .input(runRef.extend({ checkpoint: checkpointIdSchema.optional() }))
      .output(z.object({ path: z.string() })),
  },
  /** The folder that everything lies in, and moving it to another one. */
  library: {
    place: method.output(libraryPlaceSchema),
    /** Copies it there, verified, while it is in use; from the next start on that one is used. Goes on where it was cut off. */
    move: method.input(z.object({ to: hostPathSchema })).output(libraryPlaceSchema),
    /** Goes on with a move that was cut off. */
    goOnMove: method.output(libraryPlaceSchema),
    giveUpMove: method.output(libraryPlaceSchema),
    /** Removes, for good, what lies where it was before. */
    removeOld: method.output(libraryPlaceSchema),
    /** Begins to look for what faults may have left, and to mend it with `mend`; answers at once. */
    check: method.input(z.object({ mend: z.boolean().default(false) })).output(libraryCheckSchema),
    /** What the last check found, or finds; null before the first. */
    checked: method.output(libraryCheckSchema.nullable()),
    /** Begins to copy it while it is in use, to a folder or a zip archive; answers at once. */
    backUp: method.input(z.object({ to: hostPathSchema })).output(libraryBackupSchema),
    /** What became of the last backup, or becomes; null before the first. */
    backup: method.output(libraryBackupSchema.nullable()),
    /** Has everything of the library removed, for good, when the studio closes; or not after all. Refused while it works. */
    removeAll: method.input(z.object({ on: z.boolean() })).output(z.object({ on: z.boolean() })),
    removal: method.output(z.object({ on: z.boolean() })),
    giveUpBackup: method.output(libraryBackupSchema.nullable()),
  },
  backends: {
    /** Probes the ladder when that was not done yet, or again when `again` is set. */
    list: method.input(z.object({ again: z.boolean().default(false) })).output(z.array(backendReportSchema)),
  },
  /** Native libraries that can be fetched for this machine. */
  runtimes: {
    list: method.output(z.array(runtimeSummarySchema)),
    /** Fetches one, or goes on with it; answers at once with the job. */
    fetch: method
      .input(z.object({ runtime: runtimeIdSchema, mirror: z.url().optional() }))
      .output(jobSummarySchema),
    /** Removes a fetched one; what has it loaded goes on. */
    remove: method.input(z.object({ runtime: runtimeIdSchema })).output(z.array(runtimeSummarySchema)),
  },
  /** What the machine can compute with. */
  devices: {
    /** Each as it is at the moment, and the last self-test of each rung of the ladder. */
    report: method.output(deviceReportSchema),
    /** Tests a rung, the best when none is named; refused while anything else is at work. A run that is started meanwhile ends it. */
    test: method
      .input(
        z.object({ backend: backendKindSchema.optional(), seconds: z.number().min(1).max(300).default(45) }),
      )
      .output(jobSummarySchema),
  },
  /** Newer versions of the program. Nothing is asked of the network but by `look` and `fetch`, and by itself only where `looking` is on. */
  updates: {
    get: method.output(updateStateSchema),
    set: method.input(updateChangesSchema).output(updateStateSchema),
    /** Asks now whether there is a newer version; refused where this copy cannot. */
    look: method.output(updateStateSchema),
    /** Fetches the offered package, or goes on with it; answers at once with the job. */
    fetch: method.output(jobSummarySchema),
    /** Has the fetched package installed; refused while runs are under way, unless it is to be done when they have ended. */
    install: method.input(z.object({ whenIdle: z.boolean().default(false) })).output(updateStateSchema),
  },
  speed: {
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
  },
  /** Weights of models from elsewhere, to begin runs with. */
  weights: {
    /** Brings in a safetensors file or a TensorFlow.js layers model; refused with one sentence where it is none. */
    bring: method.input(z.object({ path: hostPathSchema })).output(broughtWeightsSchema),
    get: method.input(z.object({ file: weightsIdSchema })).output(broughtWeightsSchema),
  },
  datasets: {
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
  },
  runs: {
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
    resume: method
      .input(runRef.extend({ acceptChanges: z.boolean().default(false) }))
      .output(runSummarySchema),
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
    rename: method.input(runRef.extend({ name: z.string().trim().min(1).max(80) })).output(runSummarySchema),
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
      .output(binary),
    /** Rows of measured steps, as little-endian float64: for each row the columns of `NORM_COLUMNS`. */
    norms: method.input(runRef).output(binary),
    /** What each epoch was like: times, memory, layers. */
    details: method.input(runRef).output(z.array(epochDetailSchema)),
    events: method.input(runRef).output(z.array(runEventSchema)),
  },
  checkpoints: {
    list: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(checkpointSummarySchema)),
    /** A pinned checkpoint is never removed. */
    pin: method
      .input(runRef.extend({ checkpoint: checkpointIdSchema, pinned: z.boolean() }))
      .output(z.array(checkpointSummarySchema)),
    /** Removes one that is damaged; others are refused. */
    removeDamaged: method
      .input(runRef.extend({ checkpoint: checkpointIdSchema }))
      .output(z.array(checkpointSummarySchema)),
    /** Looks at a checkpoint's folder, or a run's, anywhere on the host; hashes are verified, nothing is changed. */
    lookAt: method.input(z.object({ path: hostPathSchema })).output(foreignCheckpointSchema),
    /** Copies the whole run in whose folder such a checkpoint lies into this library, or nothing of it. */
    bring: method.input(z.object({ path: hostPathSchema })).output(runSummarySchema),
    /** What a policy would remove of these runs, or of all of them; nothing is removed. */
    removable: method
      .input(z.object({ runs: z.array(runIdSchema).optional(), keep: keepPolicySchema }))
      .output(z.array(removableSchema)),
    /** What such a policy would leave, and why, oldest first. */
    staying: method
      .input(z.object({ runs: z.array(runIdSchema).optional(), keep: keepPolicySchema }))
      .output(z.array(stayingSchema)),
    /** Removes those of these that the policy still does not keep, for good, and tells which they were. */
    cleanUp: method
      .input(
        z.object({
          keep: keepPolicySchema,
          checkpoints: z
            .array(removableSchema.omit({ bytes: true }))
            .min(1)
            .max(100_000),
        }),
      )
      .output(z.array(removableSchema)),
  },
  /** Clusters where runs can train. */
  places: {
    /** Whether one answers and can be used, without leaving anything there. */
    look: method.input(rayPlaceSchema).output(placeReportSchema),
    /** Those that runs were sent to, the last one first. */
    list: method.output(z.array(rayPlaceSchema)),
  },
  /** Many runs from one: fields of its spec are varied. */
  sweeps: {
    /** newest first */
    list: method.output(z.array(listedSweepSchema)),
    get: method.input(sweepRef).output(sweepSchema),
    /** All that is wrong or doubtful about a sweep, and its first trials, without starting anything. */
    check: method
      .input(z.object({ spec: z.unknown(), place: rayPlaceSchema.optional() }))
      .output(z.object({ problems: z.array(problemSchema), preview: sweepPreviewSchema.nullable() })),
    /** Begins a sweep: its first trial is queued when this comes back. One with errors is refused. */
    create: method
      .input(z.object({ spec: z.unknown(), place: rayPlaceSchema.optional() }))
      .output(sweepSchema),
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
  },
  /** Runs that are being put together. */
  drafts: {
    /** newest first */
    list: method.output(z.array(savedDraftSchema)),
    put: method.input(draftSchema).output(savedDraftSchema),
    remove: method.input(z.object({ draft: draftIdSchema })).output(z.void()),
  },
  queue: {
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
  },
  settings: {
    get: method.output(settingsSummarySchema),
    set: method.input(studioSettingsSchema).output(settingsSummarySchema),
  },
  /** Discarded runs lie in the bin until it is emptied. */
  bin: {
    list: method.output(z.array(binEntrySchema)),
    restore: method.input(runRef).output(runSummarySchema),
    /** Deletes what was discarded for good: the run that is named, or all runs and sweeps. */
    empty: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(binEntrySchema)),
  },
  evaluations: {
    /** Answers at once with the job; its result arrives as an `evaluation` event and in the list. */
    start: method
      .input(
        z.object({
          run: runIdSchema,
          checkpoint: z.union([checkpointIdSchema, z.enum(['best', 'last'])]),
          /** left out: the dataset that the run was trained on */
          dataset: datasetIdSchema.optional(),
          split: evaluationSplitSchema.default('test'),
        }),
      )
      .output(jobSummarySchema),
    list: method.input(z.object({ run: runIdSchema.optional() })).output(z.array(evaluationSchema)),
    /** What was kept of each sample: a file as `evaluation/outputs-file` reads it. */
    outputs: method.input(runRef.extend({ evaluation: madeIdSchema })).output(binary),
  },
  /** Models for other programs. */
  exports: {
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
  },
  /** Trying a checkpoint out; so far those that tell pictures apart. */
  predictions: {
    /** Loads a checkpoint, so that the first answer comes at once. It is given free again when nobody asks it for a while. */
    prepare: method.input(askedCheckpointSchema).output(z.object({ checkpoint: checkpointIdSchema })),
    /** What it makes of one sample: the bytes of a picture in the shape that the run was trained on, else little-endian float32. */
    sample: method.input(askedCheckpointSchema.extend({ bytes: binary })).output(predictionSchema),
    /** What it makes of several, one after the other: their answers as little-endian float32, in the same order. */
    samples: method.input(askedCheckpointSchema.extend({ bytes: binary })).output(binary),
    /**
     * What it makes of pictures' files, which stand one after the other: answers as little-endian float32 in the same order,
     * and those files that cannot be read, each with a sentence.
     */
    files: method
      .input(
        askedCheckpointSchema.extend({
          bytes: binary,
          lengths: z.array(z.int().nonnegative()).min(1).max(MOST_FILES),
        }),
      )
      .output(
        z.object({
          answers: binary,
          unread: z.array(z.object({ file: z.int().nonnegative(), message: z.string() })),
        }),
      ),
    /** The pixels of a picture's file, prepared as the pictures were that the run was trained on. */
    picture: method
      .input(
        askedCheckpointSchema.extend({
          file: binary,
          /** what messages call it */
          name: z.string().min(1).max(4096).default('This file'),
          /** whether what is dark is made bright before it is fitted in */
          invert: z.boolean().default(false),
        }),
      )
      .output(binary),
    /** What it looked at in one sample. The maps' bytes stand one after the other, channels last. */
    look: method
      .input(askedCheckpointSchema.extend({ bytes: binary }))
      .output(z.object({ look: lookSchema, pixels: binary })),
  },
  /** Datasets that come from another machine's Trainyard. */
  arrivals: {
    /** Says what is here of a dataset, and makes room for the rest. */
    begin: method.input(arrivalOfferSchema).output(arrivalStateSchema),
    /** Takes the next bytes of a file, if that is where it stands, and says how many are here. */
    put: method.input(arrivalChunkSchema).output(z.object({ received: z.int().nonnegative() })),
    /** Makes it a dataset, if every file is whole and has its SHA-256. */
    end: method.input(arrivalEndSchema).output(datasetSummarySchema),
  },
  /**
   * Other machines whose Trainyard this one works with. What lies there stands in the lists of runs, datasets, checkpoints,
   * evaluations and sweeps under ids that begin with its name, and what is asked of such an id is asked there.
   */
  machines: {
    list: method.output(machineListSchema),
    /** Connects to one; refused with a sentence where that does not work, and nothing is kept then. */
    add: method.input(addedMachineSchema).output(machineSchema),
    /** Forgets one, its token and what was known of it. What lies there stays. */
    remove: method.input(z.object({ machine: machineNameSchema })).output(machineListSchema),
    /** Tries at once to reach one that is not reachable. */
    tryAgain: method.input(z.object({ machine: machineNameSchema })).output(machineSchema),
  },
  jobs: {
    list: method.output(z.array(jobSummarySchema)),
    cancel: method.input(z.object({ job: jobIdSchema })).output(jobSummarySchema),
  },
};

export type Contract = typeof contract;
