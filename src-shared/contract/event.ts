import { z } from 'zod';
import { backendReportSchema } from './backend';
import { datasetIdSchema, datasetSummarySchema } from './dataset';
import { evaluationSchema } from './evaluation';
import { jobSummarySchema } from './job';
import { machineSchema } from './machine';
import { queueSummarySchema } from './queue';
import { epochRowSchema, listedRunSchema, runEventSchema, runProgressSchema, runSummarySchema } from './run';
import { settingsSummarySchema } from './settings';
import { speedStateSchema } from './speed';
import { listedSweepSchema, sweepIdSchema } from './sweep';
import { updateStateSchema } from './update';
import { runIdSchema } from '../spec/run-spec';

/**
 * What the hub tells its subscribers. Each carries the whole new state of one thing, so that a missed one
 * does no harm; series are fetched by row when `rows` grows.
 */
export const studioEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: runSummarySchema }),
  /** how far a run is, and nothing else of it has changed */
  z.object({ type: z.literal('progress'), run: runIdSchema, progress: runProgressSchema }),
  /** what lists show of runs has changed, such as their tags */
  z.object({ type: z.literal('runs-listed'), runs: z.array(listedRunSchema) }),
  z.object({ type: z.literal('run-removed'), run: runIdSchema }),
  /** rows of the per-step series that can be fetched; a new generation, or going back, begins the series anew */
  z.object({
    type: z.literal('series'),
    run: runIdSchema,
    rows: z.int().nonnegative(),
    generation: z.int().nonnegative(),
    rollBacks: z.int().nonnegative().default(0),
  }),
  /** there is more to be fetched of what a run's epochs were like */
  z.object({ type: z.literal('recorded'), run: runIdSchema }),
  z.object({ type: z.literal('run-event'), run: runIdSchema, event: runEventSchema }),
  z.object({ type: z.literal('queue'), queue: queueSummarySchema }),
  z.object({ type: z.literal('checkpoints'), run: runIdSchema }),
  z.object({ type: z.literal('dataset'), dataset: datasetSummarySchema }),
  z.object({ type: z.literal('dataset-removed'), dataset: datasetIdSchema }),
  z.object({ type: z.literal('job'), job: jobSummarySchema }),
  z.object({ type: z.literal('evaluation'), evaluation: evaluationSchema }),
  z.object({ type: z.literal('speed'), speed: speedStateSchema }),
  z.object({ type: z.literal('sweep'), sweep: listedSweepSchema }),
  z.object({ type: z.literal('sweep-removed'), sweep: sweepIdSchema }),
  z.object({ type: z.literal('backends'), backends: z.array(backendReportSchema) }),
  /** all of them, as they are now; what lies on one that has just become reachable is fetched anew */
  z.object({ type: z.literal('machines'), machines: z.array(machineSchema) }),
  z.object({ type: z.literal('settings'), settings: settingsSummarySchema }),
  z.object({ type: z.literal('update'), update: updateStateSchema }),
]);
export type StudioEvent = z.infer<typeof studioEventSchema>;

/** An event on its way to one reader: of a run whose settings it knows, only the epochs that it does not have. */
export const sentEventSchema = z.discriminatedUnion('type', [
  ...studioEventSchema.options,
  z.object({
    type: z.literal('run-grown'),
    run: runSummarySchema.omit({ spec: true, epochs: true }),
    /** how many of the epochs that the reader has stay as they are; what follows comes behind them */
    same: z.int().nonnegative(),
    epochs: z.array(epochRowSchema),
  }),
]);
export type SentEvent = z.infer<typeof sentEventSchema>;

/** What has happened since the reader said that it had dealt with the last such piece. */
export const studioNewsSchema = z.object({
  /** whose reader it is that is waited for */
  subscription: z.int(),
  /** oldest first, of each thing the newest only */
  events: z.array(sentEventSchema),
});
export type StudioNews = z.infer<typeof studioNewsSchema>;
