import type { z } from 'zod';
import { issueSentence } from '../spec/parse';
import { valueAt } from '../spec/path';
import { dimensionSentence } from './dimension-sentence';
import type { Problem } from '../spec/problem';
import { SWEEP_VERSION, sweepSpecSchema, type SweepSpec } from './sweep-spec';

export type ParsedSweep = { ok: true; sweep: SweepSpec } | { ok: false; problems: Problem[] };

/** What is wrong with what is varied, or with how one field of it is. */
function spaceProblem(issue: z.core.$ZodIssue, input: unknown): Problem {
  const [, place, ...rest] = issue.path;
  const key = issue.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const path = [...issue.path, ...key].map(String).join('.');
  const told = (message: string): Problem => ({ severity: 'error', path, message, mends: [] });
  if (place === undefined) {
    return told(
      issue.code === 'too_small'
        ? 'Nothing is varied: name at least one field.'
        : issueSentence(issue, input),
    );
  }
  const written = valueAt(input, `space.${String(place)}`);
  const message = dimensionSentence({ ...issue, path: rest }, written);
  return told(message.replace('is not a field of a spec', 'is not a field of a sweep'));
}

/** Reads a sweep from outside: a form's state, a file, a message. Every problem names its field. */
export function parseSweep(input: unknown): ParsedSweep {
  const version = valueAt(input, 'version');
  if (typeof version === 'number' && version > SWEEP_VERSION) {
    const message = `This sweep has version ${version}, but this Trainyard reads up to version ${SWEEP_VERSION}: update Trainyard.`;
    return { ok: false, problems: [{ severity: 'error', path: 'version', message, mends: [] }] };
  }
  const parsed = sweepSpecSchema.safeParse(input);
  if (parsed.success) return { ok: true, sweep: parsed.data };
  const problems = parsed.error.issues.map((issue): Problem => {
    if (issue.path[0] === 'space') return spaceProblem(issue, input);
    const isOfRun = issue.path[0] === 'run' && issue.path.length > 1;
    // What is wrong with the run is told as it would be told of the run alone.
    const its = isOfRun ? { ...issue, path: issue.path.slice(1) } : issue;
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    const message = issueSentence(its, isOfRun ? valueAt(input, 'run') : input).replace(
      'is not a field of a spec',
      isOfRun ? 'is not a field of a spec' : 'is not a field of a sweep',
    );
    return { severity: 'error', path: path.map(String).join('.'), message, mends: [] };
  });
  return { ok: false, problems };
}
