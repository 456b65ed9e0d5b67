import { z } from 'zod';

export const backendKindSchema = z.enum(['gpu', 'cpu', 'wasm']);
export type BackendKind = z.infer<typeof backendKindSchema>;

/** The rungs of the ladder, best first. */
export const BACKEND_LADDER: readonly BackendKind[] = ['gpu', 'cpu', 'wasm'];

/** What probing one rung of the ladder found. */
export const backendReportSchema = z.object({
  kind: backendKindSchema,
  state: z.enum(['ready', 'unavailable']),
  /** "TensorFlow 2.21.0, 2 threads" or the like */
  description: z.string(),
  /** why it cannot be used, in one sentence; empty when it can */
  reason: z.string(),
  /** what to do about it, in one sentence; empty when there is nothing to do */
  hint: z.string(),
  /** how fast a matrix product is in bfloat16, float32 being 1; null where bfloat16 cannot be used */
  bfloat16Speed: z.number().positive().nullable(),
  /** resident memory of an engine that has loaded it and run one small graph; 0 when it cannot be used */
  engineBytes: z.number().nonnegative(),
});
export type BackendReport = z.infer<typeof backendReportSchema>;

/**
 * What products and convolutions are computed in. With `bfloat16` weights, sums and updates stay float32;
 * it has float32's range, so losses need no scaling.
 */
export const precisionSchema = z.enum(['float32', 'bfloat16']);
export type Precision = z.infer<typeof precisionSchema>;

/**
 * What fixes the last bits of the numbers: resolved once when a run first starts, recorded on it, and used
 * again when it is resumed.
 */
export const numericsSchema = z.object({
  backend: backendKindSchema,
  /** of the library that does the arithmetic: TensorFlow, or TensorFlow.js for WebAssembly */
  libraryVersion: z.string(),
  threads: z.int().positive(),
  oneDnn: z.boolean(),
  precision: precisionSchema.default('float32'),
});
export type Numerics = z.infer<typeof numericsSchema>;
