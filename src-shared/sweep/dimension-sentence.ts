import type { z } from 'zod';
import { issueSentence } from '../spec/parse';
import { valueAt } from '../spec/path';

const PARTS: Record<string, string | undefined> = {
  field: 'the field',
  scale: 'the scale',
  min: 'the least value',
  max: 'the greatest value',
  points: 'the number of points',
  values: 'the list of values',
  when: 'what it depends on',
};

/**
 * What is wrong with a dimension as it was written, told with the name of its field and not with its place in a list.
 *
 * @param issue with its path in the dimension
 */
export function dimensionSentence(issue: z.core.$ZodIssue, written: unknown): string {
  const field = valueAt(written, 'field');
  const path = issue.path.map(String).join('.');
  const sentence =
    path === 'scale'
      ? `scale must be log, linear, integer or choice, not ${JSON.stringify(valueAt(written, path) ?? null)}.`
      : issueSentence(issue, written);
  const part = PARTS[String(issue.path[0] ?? '')];
  const told =
    part !== undefined && sentence.startsWith(path) ? `${part}${sentence.slice(path.length)}` : sentence;
  const isNamed = typeof field === 'string' && field !== '' && path !== 'field';
  return isNamed ? `${field}: ${told}` : `${told.charAt(0).toUpperCase()}${told.slice(1)}`;
}
