import { z } from 'zod';

/** What is done when the loss, a gradient or a weight is no number any more, or infinite. */
export const nonFiniteSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('stop') }),
  /** Goes back to the last checkpoint that the policy saved, and on from there at a lower learning rate. */
  z.strictObject({
    do: z.literal('roll-back'),
    /** the learning rate is multiplied by this each time, on top of the times before */
    factor: z.number().gt(0).lt(1).default(0.1),
    /** how many times at most in a run; then it stops */
    times: z.int().min(1).max(100).default(3),
  }),
]);
export type OnNonFinite = z.infer<typeof nonFiniteSchema>;

/** What each choice starts as. */
export const newOnNonFinite: Record<OnNonFinite['do'], () => OnNonFinite> = {
  stop: () => ({ do: 'stop' }),
  'roll-back': () => nonFiniteSchema.parse({ do: 'roll-back' }),
};
