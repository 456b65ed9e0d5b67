import { z } from 'zod';
import { datasetIdSchema, fillSchema, resizeSchema } from './dataset';
import { hostPathSchema } from './host-path';

/** What a path can be read as. */
export const sourceKindSchema = z.enum(['idx', 'pictures', 'text-table', 'parquet', 'arrays']);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** What a column of a table is for. */
export const columnRoleSchema = z.enum(['feature', 'target', 'ignore', 'id', 'group', 'split']);
export type ColumnRole = z.infer<typeof columnRoleSchema>;

export const columnTypeSchema = z.enum(['number', 'category']);
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** How one column is taken, where that is not as found. */
export const columnChoiceSchema = z.strictObject({
  name: z.string(),
  role: columnRoleSchema.optional(),
  type: columnTypeSchema.optional(),
  /** for numbers that are missing */
  fill: fillSchema.optional(),
});
export type ColumnChoice = z.infer<typeof columnChoiceSchema>;

export const importOptionsSchema = z.strictObject({
  /** left out: whatever is found */
  as: sourceKindSchema.optional(),
  /** The share that is held back for the test where no test part is given, the same of each class. */
  testFraction: z.number().min(0).max(0.9).default(0.2),
  /** Samples with the very same input: all stay, in one part only (the test keeps them), or each is there once. */
  duplicates: z.enum(['keep', 'one-part', 'once']).default('keep'),
  /** samples to leave out, as a report names them: rows of a table, files of pictures */
  exclude: z.array(z.string().min(1).max(4096)).max(10_000).default([]),
  /** of what is held back */
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  pictures: z
    .strictObject({
      /** left out: the commonest size, at most 256 */
      height: z.int().min(1).max(1024).optional(),
      width: z.int().min(1).max(1024).optional(),
      resize: resizeSchema.default('fit'),
      /** `auto`: grey where all pictures are */
      colors: z.enum(['auto', 'grey', 'color']).default('auto'),
    })
    .prefault({}),
  table: z
    .strictObject({
      /** left out: found out */
      delimiter: z.enum([',', ';', '\t', '|']).optional(),
      /** whether the first line names the columns; left out: found out */
      header: z.boolean().optional(),
      columns: z.array(columnChoiceSchema).default([]),
      /** numbers as targets are classes or values; left out: found out */
      task: z.enum(['classification', 'regression']).optional(),
      /** rows in which a number is missing are filled in, or set aside */
      missing: z.enum(['fill', 'set-aside']).default('fill'),
    })
    .prefault({}),
  arrays: z
    .strictObject({
      /** names of the arrays in an NPZ file; left out: found by the usual names */
      inputs: z.string().optional(),
      targets: z.string().optional(),
      task: z.enum(['classification', 'regression']).optional(),
    })
    .prefault({}),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

export const importRequestSchema = z.object({
  /** a file or folder on the host */
  path: hostPathSchema,
  name: z
    .string()
    .trim()
    .min(1, 'a dataset’s name cannot be empty')
    .max(200, 'a dataset’s name has at most 200 characters')
    .optional(),
  options: importOptionsSchema.prefault({}),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

/** `origin.json` beside a dataset: what it was imported from, on this machine, to import it again otherwise. */
export const originSchema = z.object({
  version: z.literal(1),
  path: z.string(),
  options: importOptionsSchema,
});
export type Origin = z.infer<typeof originSchema>;

/** Bars of equal width from `min` to `max`, and how many values each holds. */
export const histogramSchema = z.object({
  min: z.number(),
  max: z.number(),
  counts: z.array(z.int().nonnegative()),
});
export type Histogram = z.infer<typeof histogramSchema>;

/** What a column of a table holds. */
export const columnReportSchema = z.object({
  name: z.string(),
  role: columnRoleSchema,
  type: columnTypeSchema,
  values: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  /** different values; capped at 10,000 */
  distinct: z.int().nonnegative(),
  /** of numbers */
  mean: z.number().nullable(),
  deviation: z.number().nullable(),
  histogram: histogramSchema.nullable(),
  /** the commonest categories with their counts, at most 20 */
  commonest: z.array(z.object({ value: z.string(), count: z.int().positive() })),
});
export type ColumnReport = z.infer<typeof columnReportSchema>;

export const reasonSchema = z.enum([
  'unreadable',
  'unsupported',
  'not a number',
  'missing value',
  'missing target',
  'wrong shape',
  'label out of range',
  'class with one sample',
  'unknown split',
  'wrong number of columns',
  /** of another sample, where that was chosen */
  'copy',
  'left out by choice',
]);
export type Reason = z.infer<typeof reasonSchema>;

/** Samples that were set aside for one reason, and are not in the dataset. */
export const setAsideSchema = z.object({
  reason: reasonSchema,
  count: z.int().positive(),
  /** at most 100: file or row, and what is wrong in a few words */
  examples: z.array(z.object({ where: z.string(), what: z.string() })),
});
export type SetAside = z.infer<typeof setAsideSchema>;

/** Something that a person should look at; the samples are in the dataset all the same. */
export const doubtSchema = z.object({
  kind: z.enum([
    /** the same input twice in one part */
    'duplicate',
    /** the same input in the training and the test or validation part */
    'leak',
    /** nearly the same picture in two parts */
    'near-leak',
    /** the same input with different targets */
    'contradiction',
    'rare class',
    'imbalance',
    'constant column',
    'id-like column',
    'missing in test',
    /** a category of a column that no training sample has */
    'unseen category',
    'shuffled order unknown',
  ]),
  count: z.int().positive(),
  /** one sentence, with what to do */
  text: z.string(),
  /** at most 100 pairs or samples */
  examples: z.array(z.object({ where: z.string(), other: z.string().default('') })),
});
export type Doubt = z.infer<typeof doubtSchema>;

/** `report.json`: what an import found. It stays with the dataset. */
export const importReportSchema = z.object({
  version: z.literal(1),
  /** samples that were looked at, and those that are in the dataset */
  read: z.int().nonnegative(),
  kept: z.int().nonnegative(),
  setAside: z.array(setAsideSchema).default([]),
  doubts: z.array(doubtSchema).default([]),
  /** of a table; the target included */
  columns: z.array(columnReportSchema).default([]),
  /** what sizes the pictures had, the commonest first, at most 20 */
  sizes: z.array(z.object({ height: z.int(), width: z.int(), count: z.int().positive() })).default([]),
  /** of the values to predict, or null */
  notes: z.array(z.string()).default([]),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** What a path would be imported as, before anything is. */
export const inspectionSchema = z.object({
  path: z.string(),
  kind: sourceKindSchema,
  /** a name for the dataset */
  name: z.string(),
  /** in a few words: "a folder for each of 10 classes, 70,000 PNG files" */
  summary: z.string(),
  /** of the samples that were looked at; exact where all were */
  count: z.int().nonnegative(),
  /** whether `count` is all of them */
  isWhole: z.boolean(),
  splits: z.array(z.enum(['train', 'validation', 'test'])),
  classes: z.array(z.object({ name: z.string(), count: z.int().nonnegative() })),
  task: z.enum(['classification', 'regression']).nullable(),
  /** of a table */
  columns: z.array(columnReportSchema).default([]),
  delimiter: z.string().nullable().default(null),
  header: z.boolean().nullable().default(null),
  /** the first rows of a table as text */
  rows: z.array(z.array(z.string())).default([]),
  /** of pictures: the commonest sizes, and whether all are grey */
  sizes: z.array(z.object({ height: z.int(), width: z.int(), count: z.int().positive() })).default([]),
  isGrey: z.boolean().nullable().default(null),
  /** of an NPZ file: its arrays */
  arrays: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.int()) })).default([]),
  /** one sentence each */
  warnings: z.array(z.string()).default([]),
});
export type Inspection = z.infer<typeof inspectionSchema>;

/** A dataset that is published somewhere, or made by a formula, and can be had with a click. */
export const catalogEntrySchema = z.object({
  id: datasetIdSchema,
  name: z.string(),
  summary: z.string(),
  kind: z.enum(['download', 'made-up']),
  /** of what is fetched; 0 for what is made */
  bytes: z.int().nonnegative(),
  licence: z.string(),
  /** where it is fetched from, for people */
  from: z.string(),
  /** the dataset, where the library has it already */
  dataset: datasetIdSchema.nullable(),
});
export type CatalogEntry = z.infer<typeof catalogEntrySchema>;
