import { z } from 'zod';
import { datasetDocumentSchema, datasetIdSchema } from './dataset';
import { importReportSchema } from './import';

/** What a part of a dataset's file has at most on its way: small enough that other messages come between. */
export const MOST_CHUNK_BYTES = 4 * 1024 * 1024;

/** A dataset on its way from another machine is named by its fingerprint. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What somebody has to send: the document says which files there are, and how long each is. */
export const arrivalOfferSchema = z.object({
  document: datasetDocumentSchema,
  report: importReportSchema.nullable(),
});
export type ArrivalOffer = z.infer<typeof arrivalOfferSchema>;

/** What is here of it. */
export const arrivalStateSchema = z.object({
  /** the dataset, where the same is here already: nothing needs to be sent */
  dataset: datasetIdSchema.nullable(),
  /** bytes that have come, of each file in the order of `data/dataset-files` */
  received: z.array(z.int().nonnegative()),
});
export type ArrivalState = z.infer<typeof arrivalStateSchema>;

export const arrivalChunkSchema = z.object({
  fingerprint: fingerprintSchema,
  file: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  bytes: z.instanceof(Blob),
});

export const arrivalEndSchema = z.object({
  fingerprint: fingerprintSchema,
  /** SHA-256 of each file, in the same order */
  hashes: z.array(fingerprintSchema),
});
