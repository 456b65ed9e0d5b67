import { z } from 'zod';

/** A value to put at a path of the spec, which mends a problem with one click. */
export const mendSchema = z.object({
  label: z.string(),
  changes: z.array(z.object({ path: z.string(), value: z.json() })),
});
export type Mend = z.infer<typeof mendSchema>;

/** Something about a spec that stops a run (`error`) or that its owner should know (`warning`). */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** the field, as a path into the spec: `model.layers.6.inputs` */
  path: z.string(),
  /** one sentence that says what, where and what to do */
  message: z.string(),
  mends: z.array(mendSchema).default([]),
});
export type Problem = z.infer<typeof problemSchema>;
