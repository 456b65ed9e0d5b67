import { z } from 'zod';
import { specChangeSchema } from './changes';
import { set } from './check-words';
import { valueAt } from './path';
import type { Mend } from './problem';

/** Lists whose steps must rise from one entry to the next, by their path. */
const BY_STEPS = {
  'optimizer.schedule.boundaries': z.array(z.object({ step: z.number(), factor: z.number() })),
  changes: z.array(specChangeSchema),
};
const isByStep = (path: string): path is keyof typeof BY_STEPS => Object.hasOwn(BY_STEPS, path);

/** What mends a field that is not as the schema has it, where that is plain. */
export function mendsOfIssue(path: string, input: unknown): Mend[] {
  if (!isByStep(path)) return [];
  const list = BY_STEPS[path].safeParse(valueAt(input, path));
  if (!list.success) return [];
  const sorted = list.data.toSorted((a, b) => a.step - b.step);
  const areApart = sorted.every(({ step }, index) => index === 0 || step > sorted[index - 1]!.step);
  return areApart ? [set('Sort them', path, sorted)] : [];
}
