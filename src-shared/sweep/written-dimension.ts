import { parseTypedValue } from '../spec/path';
import { dimensionSentence } from './dimension-sentence';
import { choiceValueSchema, dimensionSchema, type ChoiceValue, type Dimension } from './space';

export type ParsedDimension = { ok: true; dimension: Dimension } | { ok: false; message: string };

const refused = (message: string): ParsedDimension => ({ ok: false, message });

const NUMBER = String.raw`-?\d*\.?\d+(?:e[+-]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?:/(\\d+))?$`, 'i');

const partsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const readValue = (typed: string) => choiceValueSchema.safeParse(parseTypedValue(typed));

const valuesOf = (parts: readonly string[]): ChoiceValue[] =>
  parts.flatMap((part) => readValue(part).data ?? []);

const SCALES: Record<string, object> = {
  log: { scale: 'log' },
  linear: { scale: 'linear' },
  int: { scale: 'integer' },
  'log-int': { scale: 'integer', log: true },
};

/**
 * A dimension as it is typed: `optimizer.learningRate=log:1e-4..1e-1`, `model.layers.1.units=int:32..256/4` (four points of
 * a grid), `batchSize=32,64,128`, and behind any of them `?optimizer.name=sgd|adam` where it depends on another field.
 */
export function parseDimension(text: string): ParsedDimension {
  const [range = '', condition, ...more] = text.split('?');
  const at = range.indexOf('=');
  const field = range.slice(0, Math.max(0, at)).trim();
  const over = range.slice(at + 1).trim();
  if (field === '' || over === '') {
    return refused(`A field is varied as in optimizer.learningRate=log:1e-4..1e-1, not "${text}".`);
  }
  const whenAt = condition?.indexOf('=') ?? -1;
  if (condition !== undefined && whenAt <= 0) {
    return refused(`What ${field} depends on is written as in ?optimizer.name=sgd, not "?${condition}".`);
  }
  if (more.length > 0) {
    return refused(`${field} can depend on one field only: leave out "?${more.join('?')}".`);
  }
  const conditions = condition === undefined ? [] : partsOf(condition.slice(whenAt + 1), '|');
  const when =
    condition === undefined
      ? {}
      : { when: { field: condition.slice(0, whenAt).trim(), is: valuesOf(conditions) } };
  const [, kind, numbers] = /^([a-z-]+):(.*)$/.exec(over) ?? [];
  const scale = kind === undefined ? undefined : SCALES[kind];
  if (kind !== undefined && scale === undefined) {
    return refused(
      `${field} is varied over log:, linear:, int: or log-int:, or values with commas, not "${over}".`,
    );
  }
  const choices = scale === undefined ? partsOf(over, ',') : [];
  // What was left out in silence would be a sweep that nobody asked for.
  const noValue = [...choices, ...conditions].find((part) => !readValue(part).success);
  if (noValue !== undefined) {
    return refused(`${field}: ${noValue} is no value to choose: give numbers, words, true or false.`);
  }
  let written: object = { scale: 'choice', values: valuesOf(choices) };
  if (scale !== undefined) {
    const [, min, max, points] = RANGE.exec(numbers!.trim()) ?? [];
    if (min === undefined) return refused(`${field} needs two ends, as in ${kind}:1..10, not "${over}".`);
    written = { ...scale, min: Number(min), max: Number(max), ...(points && { points: Number(points) }) };
  }
  const parsed = dimensionSchema.safeParse({ field, ...written, ...when });
  if (parsed.success) return { ok: true, dimension: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(
    issue ? dimensionSentence(issue, { field, ...written, ...when }) : `${field} cannot be varied like that.`,
  );
}
