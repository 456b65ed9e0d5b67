import { z } from 'zod';

/** A piece of work with an engine of its own that is not a run: importing or making data, evaluating, exporting, measuring. */
export const jobSummarySchema = z.object({
  id: z.string(),
  type: z.enum([
    'import-dataset',
    'make-dataset',
    'inspect',
    'evaluate',
    'export',
    'measure-speed',
    'fetch-runtime',
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
  result: z.string().nullable(),
  /** what a person should know of how it ended well, in one sentence; null when all went as asked */
  note: z.string().nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;
