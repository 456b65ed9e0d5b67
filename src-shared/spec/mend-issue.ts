import { z } from 'zod';
import { set } from './check-words';
import { valueAt } from './path';
import type { Mend } from './problem';

const boundariesSchema = z.array(z.object({ step: z.number(), factor: z.number() }));
const BOUNDARIES = 'optimizer.schedule.boundaries';

/** What mends a field that is not as the schema has it, where that is plain. */
export function mendsOfIssue(path: string, input: unknown): Mend[] {
  if (path !== BOUNDARIES) return [];
  const boundaries = boundariesSchema.safeParse(valueAt(input, path));
  if (!boundaries.success) return [];
  const sorted = boundaries.data.toSorted((a, b) => a.step - b.step);
  const areApart = sorted.every(({ step }, index) => index === 0 || step > sorted[index - 1]!.step);
  return areApart ? [set('Sort them', BOUNDARIES, sorted)] : [];
}
