import { z } from 'zod';

const seconds = z.number().nonnegative().default(0);

/** Where an epoch's time went, in seconds. */
export const epochTimesSchema = z.object({
  /** finding and waiting for samples */
  data: seconds,
  /** training steps */
  step: seconds,
  validation: seconds,
  /** copying what is saved, and waiting for the checkpoint before */
  checkpoint: seconds,
  /** reports, messages, everything else */
  other: seconds,
});
export type EpochTimes = z.infer<typeof epochTimesSchema>;

export const noTimes = (): EpochTimes => ({ data: 0, step: 0, validation: 0, checkpoint: 0, other: 0 });

/** How many values lie in each of equally wide bins from the least to the largest. */
export const histogramSchema = z.object({
  min: z.number(),
  max: z.number(),
  counts: z.array(z.int().nonnegative()),
});
export type Histogram = z.infer<typeof histogramSchema>;

const spreadSchema = z.object({ norm: z.number(), histogram: histogramSchema });

/** What is known of a layer at the end of an epoch. Numbers that are not finite are left out as null. */
export const layerRecordSchema = z.object({
  layer: z.int().nonnegative(),
  weights: spreadSchema.nullable(),
  /** of the last full batch, before it was clipped */
  gradients: spreadSchema.nullable(),
  /** length of that step's change, as a share of the weights' length */
  updateRatio: z.number().nullable(),
});
export type LayerRecord = z.infer<typeof layerRecordSchema>;

/** How well one class was told from the others on validation data. */
export const classRecordSchema = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int().nonnegative(),
});

/** How a GPU was used during an epoch; null is what it does not tell. */
export const gpuUseSchema = z.object({
  /** share of the time in which it computed, on average */
  busy: z.number().min(0).max(1).nullable(),
  /** bytes of its memory in use, of all programs; the most */
  memory: z.number().nonnegative().nullable(),
  /** °C; the highest */
  temperature: z.number().nullable(),
});
export type GpuUse = z.infer<typeof gpuUseSchema>;

/** A line of `metrics/details.jsonl`: what an epoch was like beside its losses. */
export const epochDetailSchema = z.object({
  generation: z.int().positive(),
  /** counted from 1 */
  epoch: z.int().positive(),
  step: z.int().nonnegative(),
  times: epochTimesSchema,
  /** resident bytes of the engine at the end */
  memory: z.number().nonnegative(),
  /** null where none was trained on, or its driver's tool says nothing */
  gpu: gpuUseSchema.nullable().default(null),
  /** trained layers; empty where nothing was recorded of them */
  layers: z.array(layerRecordSchema),
  /** of the validation, in the order of the classes; empty where there was none, or values are predicted */
  classes: z.array(classRecordSchema).default([]),
});
export type EpochDetail = z.infer<typeof epochDetailSchema>;
