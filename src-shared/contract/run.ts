import { z } from 'zod';
import { poorEndSchema } from '../advice/poor-end';
import { migrateSpec } from '../spec/migrate';
import { checkpointIdSchema, lossSchema, ownRunIdSchema, runIdSchema, runSpecSchema } from '../spec/run-spec';
import { mendSchema } from '../spec/problem';
import { numericsSchema } from './backend';
import { datasetInputSchema, datasetTargetSchema } from './dataset';
import { finalTestSchema } from './final-test';
import { rayPlaceSchema } from './place';

export const runStateSchema = z.enum([
  'queued',
  'starting',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'interrupted',
]);
export type RunState = z.infer<typeof runStateSchema>;

/** A run in one of these states has no engine and will not go on by itself. */
export const ENDED_STATES: readonly RunState[] = ['paused', 'completed', 'stopped', 'failed', 'interrupted'];

/** A run in one of these states can go on from its last checkpoint, or from its start. */
export const RESUMABLE_STATES: readonly RunState[] = ['paused', 'stopped', 'interrupted', 'failed'];

/** Who had a run stand still: somebody, Trainyard when it was closed or died, or an empty socket. */
export const pausedBySchema = z.enum(['person', 'closing', 'battery']);
export type PausedBy = z.infer<typeof pausedBySchema>;

/** Something that the rest of a run would be computed with or on otherwise than what is behind it. */
export const differenceSchema = z.object({
  what: z.enum(['dataset', 'backend', 'library', 'oneDNN', 'processor']),
  recorded: z.string(),
  now: z.string(),
  /** what that will change, in a sentence or two */
  effect: z.string(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** What a running engine is doing. */
export const runPhaseSchema = z.enum([
  'starting the engine',
  'loading data',
  'compiling',
  'training',
  'validating',
  'saving',
  'finding what went wrong',
]);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** Of values that are predicted, in their own units, averaged over all of them. */
const valueMetrics = {
  /** mean absolute error */
  valMae: z.number().nullable().default(null),
  /** root of the mean squared error */
  valRmse: z.number().nullable().default(null),
  /** share of the variance that is explained: 1 is all, 0 as much as the mean explains */
  valR2: z.number().nullable().default(null),
};

/** The result of one epoch. Losses are means over samples; accuracies are shares from 0 to 1. */
export const epochRowSchema = z.object({
  /** counted from 1 */
  epoch: z.int().positive(),
  /** steps done since the start of the run */
  step: z.int().nonnegative(),
  trainLoss: z.number(),
  /** null where there are no classes */
  trainAccuracy: z.number().nullable(),
  valLoss: z.number().nullable(),
  valAccuracy: z.number().nullable(),
  /** mean of the F1 of all classes, from 0 to 1 */
  valMacroF1: z.number().nullable().default(null),
  /** the share whose true class was among the first five guesses; null where there are no more classes than that */
  valTop5: z.number().nullable().default(null),
  ...valueMetrics,
  /** of the whole epoch, validation included */
  seconds: z.number().nonnegative(),
  /** of training alone */
  samplesPerSecond: z.number().nonnegative(),
});
export type EpochRow = z.infer<typeof epochRowSchema>;

export const runProgressSchema = z.object({
  phase: runPhaseSchema,
  /** whether a checkpoint waits for space on the disk */
  isDiskFull: z.boolean().optional(),
  /** counted from 1: the epoch that is under way, or the last one when the run has ended */
  epoch: z.int().nonnegative(),
  epochs: z.int().positive(),
  step: z.int().nonnegative(),
  totalSteps: z.int().nonnegative(),
  stepsPerEpoch: z.int().nonnegative(),
  /** over the last second or so; null before the first step */
  samplesPerSecond: z.number().nullable(),
  /** of training that is left, in seconds; null while it cannot be told */
  secondsLeft: z.number().nullable(),
  /** the share of the learning rate that roll-backs have left of it; left out where there were none */
  rolledBackShare: z.number().positive().optional(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** Why a run failed, where something can be offered for that. */
export const runFailureSchema = z.enum(['diverged', 'out of memory']);
export type RunFailure = z.infer<typeof runFailureSchema>;

/** The sweep that a run is a trial of. */
export const sweepOfRunSchema = z.object({ id: runIdSchema, trial: z.int().nonnegative() });
export type SweepOfRun = z.infer<typeof sweepOfRunSchema>;

/** `run.json`, written by the studio alone. */
export const runDocumentSchema = z.object({
  version: z.literal(1),
  id: ownRunIdSchema,
  /** of the version that the run was written with */
  spec: z.preprocess((spec) => migrateSpec(spec), runSpecSchema),
  state: runStateSchema,
  /** why it failed, was interrupted, or ended before its epochs were done, in one sentence */
  reason: z.string().nullable(),
  /** set while it is paused, or interrupted because Trainyard was closed */
  pausedBy: pausedBySchema.nullable().default(null),
  /** changes to the spec with which a new run is likely to do better; none while it goes well */
  mends: z.array(mendSchema).default([]),
  /** null where none was asked for, or the run has not come to its end */
  finalTest: finalTestSchema.nullable().default(null),
  /** raised at each start of an engine; an engine of an older generation may write nothing */
  generation: z.int().nonnegative(),
  /** counts runs as they are made; null in runs of older versions */
  number: z.int().nonnegative().nullable().default(null),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  numerics: numericsSchema.nullable(),
  /** as the system calls it; empty in runs of older versions */
  processor: z.string().default(''),
  /** known once it has trained */
  stepsPerEpoch: z.int().positive().nullable().default(null),
  datasetName: z.string(),
  datasetFingerprint: z.string(),
  inputShape: z.array(z.int().positive()),
  /** empty where values are predicted */
  classes: z.array(z.string()),
  /** as the dataset had them; null in runs of older versions, which were on pictures with classes */
  input: datasetInputSchema.nullable().default(null),
  target: datasetTargetSchema.nullable().default(null),
  appVersion: z.string(),
  /** left out where it is no trial */
  sweep: sweepOfRunSchema.optional(),
  /** left out where it trains on this machine */
  place: rayPlaceSchema.optional(),
  /** of a run that trains elsewhere: the machine that it trains on, or did last; left out before one has begun */
  host: z.string().optional(),
  /** what its start is called by whoever asked for it from another machine: see `runs.create` */
  startKey: z.uuid().optional(),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;

/** A line of `events.jsonl`. */
export const runEventSchema = z.object({
  at: z.iso.datetime(),
  /** when a person should look at it */
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
});
export type RunEvent = z.infer<typeof runEventSchema>;

/** What a list draws of how the validation loss went: few points, the first, the last and the best among them. */
const lossCurveSchema = z.array(z.object({ epoch: z.int().positive(), valLoss: z.number() }));

/** What a list, a search or a link needs of a run: little enough to have it of ten thousand. */
export const listedRunSchema = z.object({
  id: runIdSchema,
  name: z.string(),
  tags: z.array(z.string()),
  /** the experiment that it belongs to; empty where it belongs to none */
  experiment: z.string(),
  notes: z.string(),
  archived: z.boolean(),
  /** where it lies on disk */
  folder: z.string(),
  /** counts runs as they are made, from 0: its colour and shape follow from it */
  number: z.int().nonnegative(),
  /** the part of its spec by which runs are told apart and belong together */
  spec: z.object({
    ...runSpecSchema.pick({ epochs: true, data: true, start: true, best: true }).shape,
    // Left out by older versions, and then unknown: no default would be true.
    loss: lossSchema.optional(),
    labelSmoothing: runSpecSchema.shape.labelSmoothing.unwrap().optional(),
  }),
  inputShape: z.array(z.int().positive()),
  /** its model in two words: "CNN, 4 layers" */
  model: z.string(),
  state: runStateSchema,
  reason: z.string().nullable(),
  pausedBy: pausedBySchema.nullable(),
  /** whether it was asked to stop when the epoch under way is done */
  endsAfterEpoch: z.boolean(),
  generation: z.int().nonnegative(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  datasetName: z.string(),
  /** empty while its data is still to be made; left out by older versions */
  datasetFingerprint: z.string().optional(),
  target: z.object({ type: z.enum(['classes', 'values']) }),
  parameters: z.int().nonnegative(),
  /** known once it has trained */
  stepsPerEpoch: z.int().positive().nullable(),
  progress: runProgressSchema.nullable(),
  /** the last epoch that is done; 0 before the first */
  lastEpoch: z.int().nonnegative(),
  /** of training, in all epochs that are done */
  seconds: z.number().nonnegative(),
  lossCurve: lossCurveSchema,
  /** the best epoch on validation data, by the metric that the run asks for */
  best: epochRowSchema.nullable(),
  /** whether, after the epochs that it has, it does no better than guessing */
  poorEnd: poorEndSchema.nullable(),
  /** the last checkpoint, from which the run can go on; null when there is none */
  resumableFrom: checkpointIdSchema.nullable(),
  /** left out where it is no trial of a sweep */
  sweep: sweepOfRunSchema.optional(),
  /** left out where it trains on this machine */
  place: rayPlaceSchema.optional(),
  /** of a run that trains elsewhere: the machine that it trains on, or did last; left out before one has begun */
  host: z.string().optional(),
  /** what its start is called by whoever asked for it from another machine: see `runs.create` */
  startKey: z.uuid().optional(),
});
export type ListedRun = z.infer<typeof listedRunSchema>;

/** A whole run: what is listed of it, and all the rest. */
export const runSummarySchema = listedRunSchema.extend({
  spec: runSpecSchema,
  mends: z.array(mendSchema).default([]),
  finalTest: finalTestSchema.nullable(),
  numerics: numericsSchema.nullable(),
  classes: z.array(z.string()),
  /** what its model is shown */
  input: datasetInputSchema,
  target: datasetTargetSchema,
  epochs: z.array(epochRowSchema),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
