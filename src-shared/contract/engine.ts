import { z } from 'zod';
import { checkpointIdSchema, runSpecSchema } from '../spec/run-spec';
import { backendReportSchema, numericsSchema } from './backend';
import { checkpointDocumentSchema } from './checkpoint';
import { datasetIdSchema } from './dataset';
import { selfTestMeasuredSchema } from './devices';
import { engineJobSchema } from './engine-job';
import { evaluationSchema } from './evaluation';
import { exportedFilesSchema } from './export';
import { rateRangeSchema } from './finders';
import { inspectionSchema } from './import';
import { predictAskSchema, predictReplySchema } from './prediction';
import { epochRowSchema, runEventSchema, runFailureSchema, runProgressSchema } from './run';
import { runTimingSchema } from './speed';

/** Asks an engine that was given a predict job something; the reply has the same id. */
const predictTurnSchema = z.object({
  type: z.literal('predict'),
  id: z.int().nonnegative(),
  checkpointFolder: z.string(),
  ask: predictAskSchema,
});
export type PredictTurn = z.infer<typeof predictTurnSchema>;

/** Has an engine that was given a speed job train for a while. */
const speedTurnSchema = z.object({
  type: z.literal('speed-turn'),
  precision: numericsSchema.shape.precision,
  /** for at least so long */
  milliseconds: z.number().positive(),
});
export type SpeedTurn = z.infer<typeof speedTurnSchema>;

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
const evaluationResultSchema = evaluationSchema.pick({
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

/** A timing without what only the studio knows. */
const runTimingResultSchema = runTimingSchema.omit({ threads: true, at: true });
export type RunTimingResult = z.infer<typeof runTimingResultSchema>;

export type ExportJobResult = z.infer<typeof exportedFilesSchema>;

const engineResultSchema = z.discriminatedUnion('type', [
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
  /** it is writing a checkpoint: comes about once a second until that is on the disk */
  z.object({ type: z.literal('saving') }),
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
