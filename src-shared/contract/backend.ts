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
});
export type BackendReport = z.infer<typeof backendReportSchema>;

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
  precision: z.literal('float32'),
});
export type Numerics = z.infer<typeof numericsSchema>;
