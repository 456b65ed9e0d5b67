import { z } from 'zod';

/** Of a piece of work; one of another machine's begins with its name. */
export const jobIdSchema = z.string();
/** Of an evaluation or export, or what a job has made. */
export const madeIdSchema = z.string();

/** A piece of work with an engine of its own that is not a run: importing or making data, evaluating, exporting, measuring. */
export const jobSummarySchema = z.object({
  id: jobIdSchema,
  type: z.enum([
    'import-dataset',
    'make-dataset',
    'inspect',
    'evaluate',
    'export',
    'measure-speed',
    'fetch-runtime',
    'send-dataset',
  ]),
  title: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  /** of what `done` and `total` count: "samples", "files" */
  unit: z.string(),
  /** of `done`, what one that was interrupted had done before */
  resumed: z.number().nonnegative().default(0),
  /** why it failed, in one sentence */
  reason: z.string().nullable(),
  /** the dataset, evaluation or export that it made */
  result: madeIdSchema.nullable(),
  /** what a person should know of how it ended well, in one sentence; null when all went as asked */
  note: z.string().nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;
