import { z } from 'zod';
import { newLayer } from './layer';
import { mendsOfIssue } from './mend-issue';
import { migrateSpec } from './migrate';
import { newOnNonFinite } from './non-finite';
import { newOptimizer } from './optimizer';
import { runSpecSchema, SPEC_VERSION, type RunSpec } from './run-spec';
import type { Problem } from './problem';
import { valueAt } from './path';
import { newSchedule } from './schedule';

export type ParsedSpec = { ok: true; spec: RunSpec } | { ok: false; problems: Problem[] };

/** The kinds among which a field like this chooses what its neighbours may be. */
function kindsAt(path: string): readonly string[] | undefined {
  if (path.endsWith('.type')) return Object.keys(newLayer);
  if (path === 'optimizer.name') return Object.keys(newOptimizer);
  if (path === 'optimizer.schedule.name') return Object.keys(newSchedule);
  if (path === 'onNonFinite.do') return Object.keys(newOnNonFinite);
  return path === 'optimizer.clip.by' ? ['none', 'value', 'global-norm'] : undefined;
}

/** What kind of thing an object is, by the field that says so: `adam`, `cosine`, `dense`. */
function kindOf(input: unknown, path: string): string | undefined {
  const name = ['type', 'name', 'by', 'do']
    .filter((key) => kindsAt(`${path}.${key}`) !== undefined)
    .map((key) => valueAt(input, `${path}.${key}`))
    .find((value) => typeof value === 'string');
  return typeof name === 'string' ? name : path === 'optimizer' ? 'adam' : undefined;
}

/** A key that is not known may be one of another optimizer, schedule or layer. */
function unknownKey(path: string, key: string, input: unknown): string {
  const field = [path, key].filter(Boolean).join('.');
  const its = kindOf(input, path);
  return its === undefined
    ? `${field} is not a field of a spec: check its spelling.`
    : `${field} is not a field of ${its}: check its spelling, or choose another kind before it.`;
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 60);

const KINDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
const kind = (expected: string): string => KINDS[expected] ?? expected;

/** Small numbers as they are written, large ones in groups of three. */
const bounded = (limit: number | bigint): string =>
  typeof limit === 'number' && Math.abs(limit) < 10_000 ? String(limit) : limit.toLocaleString('en');

/** One zod issue as one sentence that names the field and what is allowed there. */
export function issueSentence(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.map(String).join('.');
  const field = path === '' ? 'the spec' : path;
  const value = valueAt(input, path);
  const given = shown(value);
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `${field} is missing: give ${kind(issue.expected)}.`
        : `${field} must be ${kind(issue.expected)}, not ${given}.`;
    case 'too_small': {
      const bound = `${issue.inclusive === false ? 'above' : 'at least'} ${bounded(issue.minimum)}`;
      if (issue.origin === 'string') return `${field} must not be empty.`;
      return issue.origin === 'array'
        ? `${field} needs ${bound} ${issue.minimum === 1 ? 'entry' : 'entries'}.`
        : `${field} must be ${bound}, not ${given}.`;
    }
    case 'too_big': {
      const bound = `${issue.inclusive === false ? 'below' : 'at most'} ${bounded(issue.maximum)}`;
      return issue.origin === 'array' || issue.origin === 'string'
        ? `${field} is too long: ${bound}.`
        : `${field} must be ${bound}, not ${given}.`;
    }
    case 'unrecognized_keys':
      return unknownKey(path, issue.keys[0] ?? '', input);
    case 'invalid_value':
      return `${field} must be ${issue.values.map(shown).join(' or ')}, not ${given}.`;
    case 'invalid_union':
      return `${field} must be ${kindsAt(path)?.map(shown).join(' or ') ?? 'one of the known kinds'}, not ${given}.`;
    case 'custom':
      return `${field}: ${issue.message}.`;
    default:
      return `${field}: ${issue.message}, not ${given}.`;
  }
}

/**
 * Reads a spec from outside: a form's state, a file, a message. Defaults are filled in; every problem
 * names its field. A spec of an earlier version is migrated, one of a newer version refused as a whole.
 */
export function parseSpec(input: unknown): ParsedSpec {
  const version = valueAt(input, 'version');
  if (typeof version === 'number' && version > SPEC_VERSION) {
    const message = `This spec has version ${version}, but this Trainyard reads up to version ${SPEC_VERSION}: update Trainyard, or write the spec again with this version.`;
    return { ok: false, problems: [{ severity: 'error', path: 'version', message, mends: [] }] };
  }
  const parsed = runSpecSchema.safeParse(migrateSpec(input));
  if (parsed.success) return { ok: true, spec: parsed.data };
  const problems = parsed.error.issues.map((issue): Problem => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return {
      severity: 'error',
      path: path.map(String).join('.'),
      message: issueSentence(issue, input),
      mends: mendsOfIssue(issue.path.map(String).join('.'), input),
    };
  });
  return { ok: false, problems };
}
