import { z } from 'zod';

/**
 * What was changed while a run went on. It is part of the spec: a run that is resumed, continued or repeated
 * changes at the same steps.
 */
export const specChangeSchema = z.strictObject({
  /** steps that were done before it: it holds from the next one on */
  step: z.int().min(0).max(1_000_000_000),
  /** in the place of the optimizer's */
  learningRate: z.number().positive().max(10).optional(),
  /** how long a schedule without a length of its own is, in the place of the whole run */
  scheduleSteps: z.int().min(1).max(1_000_000_000).optional(),
});
export type SpecChange = z.infer<typeof specChangeSchema>;

export const specChangesSchema = z
  .array(specChangeSchema)
  .max(1000)
  .refine(
    (list) => list.every(({ step }, index) => index === 0 || step > list[index - 1]!.step),
    'the steps must rise from one to the next',
  );
