import type { TracedOp } from '../traced-value';

/**
 * Says the same with a better op, or undefined where it does not apply. Inputs may be given other shapes of
 * the same number of values; outputs too.
 */
export type Rule = (op: TracedOp) => TracedOp | undefined;
