import { z } from 'zod';
import { capitalized } from '../format/numbers';

/** What the studio's door says of an input that it could not take. */
const issuesSchema = z.object({
  issues: z
    .array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).default([]) }))
    .min(1),
});

/** What is wrong with an input and which limit it passes, in a sentence; undefined where that was not said. */
export function refusedInputWords(data: unknown): string | undefined {
  const [issue] = issuesSchema.safeParse(data).data?.issues ?? [];
  if (issue === undefined) return undefined;
  // Our own sentences name what they are about.
  const isOwn = !/^(Too (big|small)|Invalid)/.test(issue.message);
  const words =
    isOwn || issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
  return `${isOwn ? capitalized(words) : words}.`;
}
