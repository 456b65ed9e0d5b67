import { z } from 'zod';

/** A name that is also a folder name: no path can be built from it. */
export const datasetIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a dataset id has only small letters, digits, ".", "_" and "-"');

/** One file of consecutive samples: `images` holds `count × height × width × channels` bytes, `labels` `count` bytes. */
export const shardSchema = z.object({
  images: z.string(),
  labels: z.string(),
  count: z.int().positive(),
});
export type Shard = z.infer<typeof shardSchema>;

export const splitFilesSchema = z.object({
  count: z.int().nonnegative(),
  shards: z.array(shardSchema),
});
export type SplitFiles = z.infer<typeof splitFilesSchema>;

/**
 * `dataset.json`, the document that makes a folder a dataset. Pictures are uint8, row by row, channels
 * last; labels are uint8 indices into `classes`.
 */
export const datasetDocumentSchema = z.object({
  version: z.literal(1),
  id: datasetIdSchema,
  name: z.string().min(1).max(200),
  kind: z.literal('image-classification'),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('drawn-digits'), seed: z.int().nonnegative() }),
    z.object({ type: z.literal('idx'), files: z.array(z.string()) }),
  ]),
  /** height, width, channels of one picture */
  shape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  classes: z.array(z.string()).min(2).max(256),
  splits: z.object({ train: splitFilesSchema, test: splitFilesSchema }),
  /** samples of each class in the training part */
  classCounts: z.array(z.int().nonnegative()),
  /** SHA-256 over shape, classes and the bytes of both splits, or of the recipe for a made-up set */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
});
export type DatasetDocument = z.infer<typeof datasetDocumentSchema>;

/** What lists and forms show of a dataset. A built-in one that was not made yet has `state: 'available'`. */
export const datasetSummarySchema = z.object({
  id: datasetIdSchema,
  name: z.string(),
  kind: z.literal('image-classification'),
  state: z.enum(['available', 'making', 'ready', 'damaged']),
  /** what is wrong, when the state is `damaged` */
  problem: z.string().optional(),
  source: z.enum(['drawn-digits', 'idx']),
  shape: z.array(z.int().positive()),
  classes: z.array(z.string()),
  trainCount: z.int().nonnegative(),
  testCount: z.int().nonnegative(),
  classCounts: z.array(z.int().nonnegative()),
  bytes: z.number().nonnegative(),
  fingerprint: z.string(),
  createdAt: z.string().optional(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
