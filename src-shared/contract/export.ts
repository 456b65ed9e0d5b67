import { z } from 'zod';
import { EXPORT_FORMAT_IDS } from '../export/formats';
import { checkpointIdSchema, runIdSchema } from '../spec/run-spec';
import { madeIdSchema } from './job';

export const exportFormatSchema = z.enum(EXPORT_FORMAT_IDS);

/** What is to be exported; where to is said beside it. */
export const exportAskSchema = z.object({
  run: runIdSchema,
  checkpoint: z.union([checkpointIdSchema, z.enum(['best', 'last'])]),
  format: exportFormatSchema,
  /** replaces an earlier export that lies there; without it that is refused, by the field `replace` */
  replace: z.boolean().default(false),
});

/** The largest difference between answers, in float32, that counts as none. */
export const SAME_ANSWERS = 1e-5;

/** How an exported model was tried out before it was handed over. */
export const exportCheckSchema = z.object({
  /** what ran it, or how else it was looked at: "ONNX Runtime 1.30"; empty where nothing here can run it */
  by: z.string(),
  /** how many samples it was given; 0 where the files were compared instead */
  samples: z.int().nonnegative(),
  /** "the test part of Digits", "made-up samples"; empty where it was given none */
  from: z.string(),
  /**
   * The largest absolute difference between its answers and the run's own: of likelihoods of classes, or of values in
   * their standard deviations. null where nothing here can run it.
   */
  difference: z.number().nonnegative().nullable(),
  /** the same of what the last layer gives, before likelihoods are made of it; null where that is not known */
  outputDifference: z.number().nonnegative().nullable(),
  /** what else a person should know, in a sentence; empty where there is nothing */
  note: z.string(),
});
export type ExportCheck = z.infer<typeof exportCheckSchema>;

export const exportedFilesSchema = z.object({
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative() })),
  check: exportCheckSchema,
});

/** What was exported, and where to. */
export const exportResultSchema = exportedFilesSchema.extend({
  id: madeIdSchema,
  run: runIdSchema,
  checkpoint: checkpointIdSchema,
  format: exportFormatSchema,
  /** a folder or file on the host */
  path: z.string(),
  /** whether it is one file that can be downloaded */
  canDownload: z.boolean(),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

/** What a model card tells of a run beside its checkpoint. */
export const exportFactsSchema = z.object({
  run: runIdSchema,
  appVersion: z.string(),
  datasetName: z.string(),
  datasetFingerprint: z.string(),
  /** results on samples that were never trained on */
  tests: z.array(
    z.object({
      dataset: z.string(),
      samples: z.int().nonnegative(),
      loss: z.number(),
      accuracy: z.number().nullable(),
      r2: z.number().nullable(),
    }),
  ),
});
export type ExportFacts = z.infer<typeof exportFactsSchema>;
