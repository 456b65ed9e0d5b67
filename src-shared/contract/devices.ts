import { z } from 'zod';
import { backendKindSchema, numericsSchema } from './backend';
import { modelKindSchema } from './speed';

/** Something that can compute, as it is at the moment. */
export const deviceSchema = z.object({
  /** `cpu`, or `gpu-` with its number */
  id: z.string(),
  kind: z.enum(['cpu', 'gpu']),
  /** as it names itself */
  name: z.string(),
  /** its memory, of the machine or of the card; null where it does not tell */
  memory: z.object({ totalBytes: z.number(), usedBytes: z.number() }).nullable(),
  /** share of the last moments in which it computed; null where it does not tell */
  busy: z.number().min(0).max(1).nullable(),
  /** °C; null where it does not tell */
  temperature: z.number().nullable(),
  /** what else there is to know: "2 cores, 4 threads", "AVX2, FMA", "driver 570.86" */
  facts: z.array(z.string()),
  /** why it cannot be trained with, in a sentence; empty where it can */
  trouble: z.string(),
  /** what to do about that, in a sentence */
  hint: z.string(),
});
export type Device = z.infer<typeof deviceSchema>;

/** What a self-test found of one rung of the ladder. */
export const selfTestMeasuredSchema = z.object({
  /** "TensorFlow 2.21.0 on the CPU, 2 threads" */
  library: z.string(),
  numerics: numericsSchema,
  /** products of square float32 matrices, two operations for each multiplication with its addition */
  matrix: z.object({ size: z.int().positive(), gigaflops: z.number().positive() }),
  /** two arrays read and one written, element by element; in 10⁹ bytes a second */
  memory: z.object({ arrayBytes: z.number().positive(), gigabytesPerSecond: z.number().positive() }),
  training: z.array(
    z.object({
      kind: modelKindSchema,
      batch: z.int().positive(),
      samplesPerSecond: z.number().positive(),
      isCompiled: z.boolean(),
    }),
  ),
  /** the same steps taken twice: whether losses and weights are the same, bit for bit */
  repetition: z.object({
    steps: z.int().positive(),
    /** the first loss or array that was another; empty where all were the same */
    differs: z.string(),
  }),
  seconds: z.number().positive(),
});
export type SelfTestMeasured = z.infer<typeof selfTestMeasuredSchema>;

export const selfTestSchema = selfTestMeasuredSchema.extend({
  backend: backendKindSchema,
  /** as it names itself */
  device: z.string(),
  at: z.iso.datetime(),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

/** The devices of the machine, and the last self-test of each rung of the ladder. */
export const deviceReportSchema = z.object({
  devices: z.array(deviceSchema),
  /** what is to be said of graphics cards where none can be used, in a sentence; empty where one can, or is listed */
  noGpu: z.string(),
  tests: z.array(selfTestSchema),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;
