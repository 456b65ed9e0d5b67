import { z } from 'zod';
import { runIdSchema, runSpecSchema } from '../spec/run-spec';
import { numericsSchema } from './backend';
import { datasetIdSchema, datasetInputSchema, datasetTargetSchema } from './dataset';
import { evaluationSplitSchema } from './evaluation';
import { exportFactsSchema, exportFormatSchema } from './export';
import { rateRangeAskSchema } from './finders';
import { importRequestSchema } from './import';
import { runtimeIdSchema } from './runtime';
import { modelKindSchema } from './speed';

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

const evaluateJobSchema = z.object({
  type: z.literal('evaluate'),
  checkpointFolder: z.string(),
  spec: runSpecSchema,
  /** what the run's model is shown, and says of it */
  input: datasetInputSchema,
  target: datasetTargetSchema,
  datasetFolder: z.string(),
  split: evaluationSplitSchema,
  /** where what is kept of each sample goes */
  outputsFile: z.string(),
  compute: computeSchema,
});
export type EvaluateJob = z.infer<typeof evaluateJobSchema>;

/** Has an engine write a checkpoint's model into files that other programs can use. */
const exportJobSchema = z.object({
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

/** Has an engine wait for questions to checkpoints of a run. */
const predictJobSchema = z.object({
  type: z.literal('predict'),
  spec: runSpecSchema,
  input: datasetInputSchema,
  target: datasetTargetSchema,
  compute: computeSchema,
});
export type PredictJob = z.infer<typeof predictJobSchema>;

/** Has an engine get ready to be timed with the settings that it was started with. */
const speedJobSchema = z.object({
  type: z.literal('speed'),
  compute: computeSchema,
  kind: modelKindSchema,
  precisions: z.array(numericsSchema.shape.precision).min(1),
});
export type SpeedJob = z.infer<typeof speedJobSchema>;

/** Has an engine take steps of a run for a while, on its own data, to see how long they take. */
const timeRunJobSchema = z.object({
  type: z.literal('time-run'),
  spec: runSpecSchema,
  datasetFolder: z.string(),
  compute: computeSchema,
  /** one step to warm up and one that is timed: whether it can be done at all is what matters */
  brief: z.boolean().optional(),
});
export type TimeRunJob = z.infer<typeof timeRunJobSchema>;

/** Has an engine train a run for some steps while its learning rate rises. */
const findRateJobSchema = z.object({
  type: z.literal('find-rate'),
  spec: runSpecSchema,
  datasetFolder: z.string(),
  compute: computeSchema,
  ask: rateRangeAskSchema,
  /** folder of the checkpoint, or path of the file, whose weights it begins with; left out: fresh ones */
  weightsOf: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('checkpoint'), folder: z.string() }),
      z.object({ kind: z.literal('file'), path: z.string() }),
    ])
    .optional(),
});
export type FindRateJob = z.infer<typeof findRateJobSchema>;

/** Has an engine measure what its backend can do, and whether it does the same twice. */
const selfTestJobSchema = z.object({
  type: z.literal('self-test'),
  compute: computeSchema,
  /** about how long it may take in all */
  seconds: z.number().positive(),
});
export type SelfTestJob = z.infer<typeof selfTestJobSchema>;

/** What one engine process is started for. */
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
