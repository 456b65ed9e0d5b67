import { z } from 'zod';
import { numericsSchema } from './backend';

/** Kinds of model that are fastest with different settings, each stood for by a preset. */
export const modelKindSchema = z.enum(['dense', 'convolutional', 'residual']);
export type ModelKind = z.infer<typeof modelKindSchema>;
export const MODEL_KINDS = modelKindSchema.options;

/** What a measurement holds for: another processor or library makes it void. */
export const machineSchema = z.object({
  /** as it names itself */
  processor: z.string(),
  architecture: z.string(),
  /** that can run at the same time */
  threads: z.int().positive(),
  /** of TensorFlow */
  libraryVersion: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

/** What a run could be computed with; each changes the last digits of its numbers. */
export const speedSettingSchema = numericsSchema.pick({ threads: true, oneDnn: true });
export type SpeedSetting = z.infer<typeof speedSettingSchema>;

export const speedTimingSchema = speedSettingSchema.extend({
  precision: numericsSchema.shape.precision,
  /** of one training step, one number for each round; settings took turns in each */
  milliseconds: z.array(z.number().positive()).min(1),
});
export type SpeedTiming = z.infer<typeof speedTimingSchema>;

export const kindSpeedSchema = z.object({ kind: modelKindSchema, timings: z.array(speedTimingSchema) });
export type KindSpeed = z.infer<typeof kindSpeedSchema>;

/** `machines/<fingerprint>.json`: how fast training is on one machine with different settings of the CPU backend. */
export const machineSpeedSchema = z.object({
  version: z.literal(1),
  machine: machineSchema,
  measuredAt: z.iso.datetime(),
  kinds: z.array(kindSpeedSchema),
});
export type MachineSpeed = z.infer<typeof machineSpeedSchema>;

/** How long a run takes here, as measured on its own first batches before it was started. */
export const runTimingSchema = z.object({
  /** training and validation */
  secondsPerEpoch: z.number().positive(),
  secondsPerStep: z.number().positive(),
  /** that were measured */
  steps: z.int().positive(),
  isCompiled: z.boolean(),
  threads: z.int().positive(),
  at: z.iso.datetime(),
});
export type RunTiming = z.infer<typeof runTimingSchema>;

/** What is known of the speed of this machine. */
export const speedStateSchema = z.object({
  /** null when the CPU backend cannot be used, and there is nothing to measure */
  machine: machineSchema.nullable(),
  /** null until it was measured here with this library */
  speed: machineSpeedSchema.nullable(),
});
export type SpeedState = z.infer<typeof speedStateSchema>;
