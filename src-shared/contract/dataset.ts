import { z } from 'zod';

/** A dataset of this library. A name that is also a folder name: no path can be built from it. */
export const ownDatasetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a dataset id has only small letters, digits, ".", "_" and "-"');

/** A dataset of this library, or of another machine's, whose name it then begins with (`machines/machine-id`). */
export const datasetIdSchema = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9-]{0,30}:)?[a-z0-9][a-z0-9._-]{0,63}$/,
    'a dataset id has only small letters, digits, ".", "_" and "-"',
  );

/** The newest version of `dataset.json` that this program writes; it reads older ones too. */
export const DATASET_VERSION = 2;

/** Labels are bytes on disk. */
export const MOST_CLASSES = 256;
export const MOST_VALUES = 64;

/** How a value that is missing is filled in; means and medians are those of the training part. */
export const fillSchema = z.enum(['mean', 'median', 'zero']);
export type Fill = z.infer<typeof fillSchema>;

/** A column of a table as the model sees it: one number, or one number for each category, of which one is 1. */
export const featureColumnSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('number'),
    name: z.string(),
    /** rows without a value, which are NaN on disk */
    missing: z.int().nonnegative(),
    fill: fillSchema,
  }),
  z.object({
    type: z.literal('category'),
    name: z.string(),
    /** in the order of their numbers; rows without a value have none of them */
    categories: z.array(z.string()).min(1),
    missing: z.int().nonnegative(),
  }),
]);
export type FeatureColumn = z.infer<typeof featureColumnSchema>;

/** How pictures of other sizes are brought to the size of the dataset. */
export const resizeSchema = z.enum([
  /** the whole picture, its sides stretched */
  'stretch',
  /** the whole picture, with black bars */
  'fit',
  /** as much of the middle as fills it */
  'crop',
]);
export type Resize = z.infer<typeof resizeSchema>;

/** What a model is shown of one sample. */
export const datasetInputSchema = z.discriminatedUnion('type', [
  /** uint8, row by row, channels last */
  z.object({
    type: z.literal('pictures'),
    /** height, width, channels */
    shape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
    /** how its pictures were brought to that size, and others are; left out: `fit` */
    resize: resizeSchema.optional(),
  }),
  /** float32, a row of all columns' numbers */
  z.object({ type: z.literal('table'), columns: z.array(featureColumnSchema).min(1) }),
  /** float32 of any shape, as they came */
  z.object({ type: z.literal('numbers'), shape: z.array(z.int().positive()).min(1).max(4) }),
]);
export type DatasetInput = z.infer<typeof datasetInputSchema>;

/** What a model is to say of one sample. */
export const datasetTargetSchema = z.discriminatedUnion('type', [
  /** uint8, an index into `names` */
  z.object({ type: z.literal('classes'), names: z.array(z.string()).min(2).max(MOST_CLASSES) }),
  /** float32, one for each name, in their own units */
  z.object({ type: z.literal('values'), names: z.array(z.string()).min(1).max(MOST_VALUES) }),
]);
export type DatasetTarget = z.infer<typeof datasetTargetSchema>;

/** One file of consecutive samples: their inputs, their targets, and the group that each belongs to. */
export const shardSchema = z.object({
  inputs: z.string(),
  targets: z.string(),
  /** int32; left out where samples belong to no groups */
  groups: z.string().optional(),
  /** int32; which row of its source each sample is, counted from 0; left out where samples are no rows */
  rows: z.string().optional(),
  /** a line of JSON for each sample: its ids, in the order of the document's `ids.columns`; left out where there are none */
  ids: z.string().optional(),
  count: z.int().positive(),
});
export type Shard = z.infer<typeof shardSchema>;

export const splitFilesSchema = z.object({
  count: z.int().nonnegative(),
  shards: z.array(shardSchema),
});
export type SplitFiles = z.infer<typeof splitFilesSchema>;

/** What a dataset was made of. Paths are not kept, only the names of files. */
export const datasetSourceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drawn-digits'), seed: z.int().nonnegative() }),
  z.object({ type: z.literal('idx'), files: z.array(z.string()) }),
  /** a folder or archive of pictures */
  z.object({ type: z.literal('pictures'), name: z.string(), archive: z.boolean() }),
  z.object({ type: z.literal('table'), format: z.enum(['text', 'parquet']), file: z.string() }),
  z.object({ type: z.literal('arrays'), format: z.enum(['npy', 'npz']), file: z.string() }),
  /** computed by a formula */
  z.object({ type: z.literal('made-up'), recipe: z.string(), seed: z.int().nonnegative() }),
  /** fetched from where its authors publish it */
  z.object({ type: z.literal('download'), catalog: z.string(), from: z.string() }),
]);
export type DatasetSource = z.infer<typeof datasetSourceSchema>;

const newestDocumentSchema = z.object({
  version: z.literal(DATASET_VERSION),
  id: ownDatasetIdSchema,
  name: z.string().min(1).max(200),
  source: datasetSourceSchema,
  input: datasetInputSchema,
  target: datasetTargetSchema,
  /** the training part holds its given validation samples last */
  splits: z.object({ train: splitFilesSchema, test: splitFilesSchema }),
  /** how many of the training part's last samples came as a validation part of their own; 0 where none did */
  validationCount: z.int().nonnegative().default(0),
  /** samples of each class in the training part; empty where there are no classes */
  classCounts: z.array(z.int().nonnegative()),
  /** of the content, however it came and in whatever order; see `ContentFingerprint`. Of the recipe for drawn digits. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * What its rows are called by where they come from. A model is never shown it, and the fingerprint does not know of it:
   * it has one of its own, of each sample with its ids. Left out where there are none, as in datasets of before.
   */
  ids: z
    .object({
      columns: z.array(z.string()).min(1),
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .optional(),
  createdAt: z.iso.datetime(),
});

/** Version 1 knew pictures with classes only. */
const firstDocumentSchema = z.looseObject({
  version: z.literal(1),
  shape: z.unknown(),
  classes: z.unknown(),
  splits: z.record(
    z.string(),
    z.object({
      count: z.number(),
      shards: z.array(z.object({ images: z.string(), labels: z.string(), count: z.number() })),
    }),
  ),
});

function migrated(document: unknown): unknown {
  const first = firstDocumentSchema.safeParse(document);
  if (!first.success) return document;
  const { shape, classes, splits, ...rest } = first.data;
  const newer = Object.entries(splits).map(([name, { count, shards }]) => [
    name,
    {
      count,
      shards: shards.map(({ images, labels, count: its }) => ({
        inputs: images,
        targets: labels,
        count: its,
      })),
    },
  ]);
  return {
    ...rest,
    version: DATASET_VERSION,
    input: { type: 'pictures', shape },
    target: { type: 'classes', names: classes },
    splits: Object.fromEntries(newer),
  };
}

/** `dataset.json`, the document that makes a folder a dataset. Older versions are read as the newest. */
export const datasetDocumentSchema = z.preprocess(migrated, newestDocumentSchema);
export type DatasetDocument = z.infer<typeof newestDocumentSchema>;

/** What lists and forms show of a dataset. A built-in one that was not made yet has `state: 'available'`. */
export const datasetSummarySchema = z.object({
  id: datasetIdSchema,
  name: z.string(),
  state: z.enum(['available', 'making', 'ready', 'damaged']),
  /** what is wrong, when the state is `damaged` */
  problem: z.string().optional(),
  source: z.enum(['drawn-digits', 'idx', 'pictures', 'table', 'arrays', 'made-up', 'download']),
  input: datasetInputSchema,
  target: datasetTargetSchema,
  /** of what a model is shown */
  shape: z.array(z.int().positive()),
  /** names of the classes; empty where the target is values */
  classes: z.array(z.string()),
  /** with those of `validationCount` */
  trainCount: z.int().nonnegative(),
  validationCount: z.int().nonnegative(),
  testCount: z.int().nonnegative(),
  classCounts: z.array(z.int().nonnegative()),
  bytes: z.number().nonnegative(),
  fingerprint: z.string(),
  /** whether its training samples belong to groups that no split parts; left out where they do not, and by older versions */
  hasGroups: z.boolean().optional(),
  /** columns that name its rows, whose texts `datasets.idsAt` tells; left out where there are none */
  idColumns: z.array(z.string()).optional(),
  createdAt: z.string().optional(),
  /** how many samples were set aside when it was imported, and how many doubts there are; see its report */
  setAside: z.int().nonnegative(),
  doubts: z.int().nonnegative(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
