import { z } from 'zod';
import { checkpointIdSchema, runIdSchema, runSpecSchema } from '../spec/run-spec';
import { backendReportSchema, numericsSchema } from './backend';
import { checkpointDocumentSchema } from './checkpoint';
import { datasetIdSchema, datasetInputSchema, datasetTargetSchema } from './dataset';
import { selfTestMeasuredSchema } from './devices';
import { rateRangeAskSchema, rateRangeSchema } from './finders';
import { exportedFilesSchema, exportFactsSchema, exportFormatSchema } from './export';
import { importRequestSchema, inspectionSchema } from './import';
import { evaluationSchema, evaluationSplitSchema } from './evaluation';
import { predictAskSchema, predictReplySchema } from './prediction';
import { epochRowSchema, runEventSchema, runFailureSchema, runProgressSchema } from './run';
import { runtimeIdSchema } from './runtime';
import { modelKindSchema, runTimingSchema } from './speed';

/** What the engine is to compute with; the studio has resolved it before. */
export const computeSchema = numericsSchema.pick({
  backend: true,
  threads: true,
  oneDnn: true,
  precision: true,
});
export type Compute = z.infer<typeof computeSchema>;

export const trainJobSchema = z.object({
  type: z.literal('train'),
  run: runIdSchema,
  runFolder: z.string(),
  generation: z.int().positive(),
  spec: runSpecSchema,
  datasetFolder: z.string(),
  compute: computeSchema,
  /** folder of the checkpoint to begin with, and what to take from it */
  begin: z
    .object({
      checkpointFolder: z.string(),
      mode: z.enum(['continue', 'weights']),
      /** what of a checkpoint's weights a run that begins anew takes over; see the spec */
      fit: z.enum(['exact', 'new-head', 'matching']).default('exact'),
      /** whether it is one of the run's own, else its parent's */
      isOwn: z.boolean(),
      /** folders of older checkpoints of the same run, newest first: used where newer ones are damaged */
      older: z.array(z.string()).default([]),
    })
    .nullable(),
});
export type TrainJob = z.infer<typeof trainJobSchema>;

export const evaluateJobSchema = z.object({
  type: z.literal('evaluate'),
  checkpointFolder: z.string(),
  spec: runSpecSchema,
  inputShape: z.array(z.int().positive()),
  target: datasetTargetSchema,
  datasetFolder: z.string(),
  split: evaluationSplitSchema,
  /** where what is kept of each sample goes */
  outputsFile: z.string(),
  compute: computeSchema,
});
export type EvaluateJob = z.infer<typeof evaluateJobSchema>;

/** Has an engine write a checkpoint's model into files that other programs can use. */
export const exportJobSchema = z.object({
  type: z.literal('export'),
  format: exportFormatSchema,
  /** of the run */
  name: z.string(),
  checkpointFolder: z.string(),
  spec: runSpecSchema,
  inputShape: z.array(z.int().positive()),
  input: datasetInputSchema,
  target: datasetTargetSchema,
  /** of the data that it was trained on; null where that is not there any more */
  datasetFolder: z.string().nullable(),
  facts: exportFactsSchema,
  /** an absolute path, whose ending says what is written there */
  to: z.string(),
  /** whether an earlier export that lies there is replaced */
  replace: z.boolean(),
  compute: computeSchema,
});
export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportJobResult = z.infer<typeof exportedFilesSchema>;

/** Has an engine wait for questions to checkpoints of a run. */
export const predictJobSchema = z.object({
  type: z.literal('predict'),
  spec: runSpecSchema,
  input: datasetInputSchema,
  target: datasetTargetSchema,
  compute: computeSchema,
});
export type PredictJob = z.infer<typeof predictJobSchema>;

/** Asks an engine that was given a predict job something; the reply has the same id. */
export const predictTurnSchema = z.object({
  type: z.literal('predict'),
  id: z.int().nonnegative(),
  checkpointFolder: z.string(),
  ask: predictAskSchema,
});
export type PredictTurn = z.infer<typeof predictTurnSchema>;

/** Has an engine get ready to be timed with the settings that it was started with. */
export const speedJobSchema = z.object({
  type: z.literal('speed'),
  compute: computeSchema,
  kind: modelKindSchema,
  precisions: z.array(numericsSchema.shape.precision).min(1),
});
export type SpeedJob = z.infer<typeof speedJobSchema>;

/** Has an engine take steps of a run for a while, on its own data, to see how long they take. */
export const timeRunJobSchema = z.object({
  type: z.literal('time-run'),
  spec: runSpecSchema,
  datasetFolder: z.string(),
  compute: computeSchema,
  /** one step to warm up and one that is timed: whether it can be done at all is what matters */
  brief: z.boolean().optional(),
});
export type TimeRunJob = z.infer<typeof timeRunJobSchema>;

/** Has an engine train a run for some steps while its learning rate rises. */
export const findRateJobSchema = z.object({
  type: z.literal('find-rate'),
  spec: runSpecSchema,
  datasetFolder: z.string(),
  compute: computeSchema,
  ask: rateRangeAskSchema,
});
export type FindRateJob = z.infer<typeof findRateJobSchema>;

/** Has an engine measure what its backend can do, and whether it does the same twice. */
export const selfTestJobSchema = z.object({
  type: z.literal('self-test'),
  compute: computeSchema,
  /** about how long it may take in all */
  seconds: z.number().positive(),
});
export type SelfTestJob = z.infer<typeof selfTestJobSchema>;

/** A timing without what only the studio knows. */
export const runTimingResultSchema = runTimingSchema.omit({ threads: true, at: true });
export type RunTimingResult = z.infer<typeof runTimingResultSchema>;

/** Has an engine that was given a speed job train for a while. */
export const speedTurnSchema = z.object({
  type: z.literal('speed-turn'),
  precision: numericsSchema.shape.precision,
  /** for at least so long */
  milliseconds: z.number().positive(),
});
export type SpeedTurn = z.infer<typeof speedTurnSchema>;

export const engineJobSchema = z.discriminatedUnion('type', [
  trainJobSchema,
  evaluateJobSchema,
  exportJobSchema,
  speedJobSchema,
  predictJobSchema,
  timeRunJobSchema,
  findRateJobSchema,
  z.object({ type: z.literal('probe'), compute: computeSchema }),
  z.object({ type: z.literal('make-digits'), folder: z.string(), seed: z.int().nonnegative() }),
  z.object({ type: z.literal('import'), request: importRequestSchema, datasetsFolder: z.string() }),
  z.object({ type: z.literal('inspect'), request: importRequestSchema.omit({ name: true }) }),
  /** fetches or computes a dataset of the catalog */
  z.object({
    type: z.literal('catalog'),
    entry: datasetIdSchema,
    datasetsFolder: z.string(),
    /** where what is fetched is kept until it is whole */
    downloadsFolder: z.string(),
    /** addresses to try before the known ones */
    mirrors: z.array(z.string()).default([]),
  }),
  /** fetches a native library */
  z.object({
    type: z.literal('fetch-runtime'),
    runtime: runtimeIdSchema,
    runtimesFolder: z.string(),
    addon: z.string(),
    mirrors: z.array(z.string()),
  }),
  /** fetches a short text from the first folder on the web that has it */
  z.object({
    type: z.literal('fetch-text'),
    name: z.string(),
    mirrors: z.array(z.string()),
    mostBytes: z.int().positive(),
  }),
  /** fetches a file of known size and content */
  z.object({
    type: z.literal('fetch-file'),
    file: z.object({ name: z.string(), bytes: z.int().positive(), sha256: z.string() }),
    folder: z.string(),
    mirrors: z.array(z.string()),
  }),
  selfTestJobSchema,
]);
export type EngineJob = z.infer<typeof engineJobSchema>;

/** Studio to engine. */
export const engineCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), job: engineJobSchema }),
  speedTurnSchema,
  predictTurnSchema,
  /** finish the step under way, save, and end */
  z.object({ type: z.literal('stop') }),
  /** wait before the next step, say `held`, and go on when told to */
  z.object({ type: z.literal('hold') }),
  z.object({ type: z.literal('go-on'), spec: runSpecSchema.nullable() }),
  /** finish the epoch under way, save, and end; taken back with `on: false` */
  z.object({ type: z.literal('stop-after-epoch'), on: z.boolean() }),
]);
export type EngineCommand = z.infer<typeof engineCommandSchema>;

/** An evaluation without what only the studio knows. */
export const evaluationResultSchema = evaluationSchema.pick({
  samples: true,
  correct: true,
  loss: true,
  accuracy: true,
  top5Accuracy: true,
  confusion: true,
  values: true,
  outputs: true,
  seconds: true,
});
export type EvaluationResult = z.infer<typeof evaluationResultSchema>;

export const engineResultSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('train'),
    ended: z.enum(['completed', 'stopped']),
    /** why it ended before its epochs were done, in a sentence; null when they are, or a person stopped it */
    why: z.string().nullable().default(null),
  }),
  z.object({ type: z.literal('evaluate'), evaluation: evaluationResultSchema }),
  z.object({
    type: z.literal('probe'),
    report: backendReportSchema,
    numerics: numericsSchema.nullable(),
    /** files that this hangs on alone, there or missing; null where it hangs on more */
    dependsOn: z.array(z.string()).nullable(),
  }),
  z.object({ type: z.literal('export'), exported: exportedFilesSchema }),
  z.object({ type: z.literal('speed') }),
  z.object({ type: z.literal('runtime') }),
  /** what was fetched, and the folder on the web that had it */
  z.object({ type: z.literal('text'), text: z.string(), mirror: z.string() }),
  z.object({ type: z.literal('file') }),
  z.object({ type: z.literal('self-test'), measured: selfTestMeasuredSchema }),
  z.object({ type: z.literal('predict') }),
  z.object({ type: z.literal('time-run'), timing: runTimingResultSchema }),
  z.object({ type: z.literal('find-rate'), range: rateRangeSchema }),
  z.object({ type: z.literal('inspect'), inspection: inspectionSchema }),
  z.object({
    type: z.literal('dataset'),
    dataset: datasetIdSchema,
    /** the same content was there before, and nothing was added */
    existed: z.boolean(),
  }),
]);
export type EngineResult = z.infer<typeof engineResultSchema>;

/** Engine to studio. */
export const engineReportSchema = z.discriminatedUnion('type', [
  /** the process is up and listens */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('numerics'), numerics: numericsSchema }),
  z.object({ type: z.literal('progress'), progress: runProgressSchema }),
  /** rows in the metrics log that are on disk */
  z.object({
    type: z.literal('series'),
    rows: z.int().nonnegative(),
    /** how often this engine went back: each time rows before were superseded */
    rollBacks: z.int().nonnegative().default(0),
  }),
  z.object({ type: z.literal('epoch'), row: epochRowSchema }),
  /** what an epoch was like is on disk: its norms, times and layers */
  z.object({ type: z.literal('recorded') }),
  z.object({ type: z.literal('checkpoint'), checkpoint: checkpointDocumentSchema }),
  /** it waits between two steps: steps done, whole epochs, and steps of the epoch under way */
  z.object({
    type: z.literal('held'),
    step: z.int().nonnegative(),
    epoch: z.int().nonnegative(),
    stepInEpoch: z.int().nonnegative(),
  }),
  /** the hashes of one of the run's own checkpoints do not hold */
  z.object({
    type: z.literal('damaged-checkpoint'),
    checkpoint: checkpointIdSchema,
    /** one sentence */
    reason: z.string(),
  }),
  /** the name of the machine that trains, where that is not the studio's own */
  z.object({ type: z.literal('host'), host: z.string() }),
  z.object({ type: z.literal('event'), event: runEventSchema }),
  z.object({
    type: z.literal('job-progress'),
    done: z.number().nonnegative(),
    total: z.number().nonnegative(),
    unit: z.string(),
    /** of `done`, what an interrupted one had done before */
    resumed: z.number().nonnegative().optional(),
  }),
  /** a speed job has its steps compiled and warm, and waits for turns */
  z.object({ type: z.literal('speed-ready') }),
  /** what a step took in the turn that was asked for */
  z.object({ type: z.literal('speed-turn'), milliseconds: z.number().positive() }),
  z.object({ type: z.literal('predicted'), id: z.int().nonnegative(), reply: predictReplySchema }),
  z.object({ type: z.literal('done'), result: engineResultSchema }),
  /** the job's own words for why it could not go on */
  z.object({
    type: z.literal('failed'),
    message: z.string(),
    field: z.string().optional(),
    failure: runFailureSchema.optional(),
  }),
]);
export type EngineReport = z.infer<typeof engineReportSchema>;
