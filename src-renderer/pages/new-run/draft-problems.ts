import { checkSpec, type CheckedDataset } from '@shared/spec/check';
import type { MachineMemory } from '@shared/model/fit-memory';
import { parseSpec, type ParsedSpec } from '@shared/spec/parse';
import { valueAt, withValueAt } from '@shared/spec/path';
import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import type { UnreadText } from '../../stores/draft';
import { fieldLabel } from './field-labels';
import { withDefaults } from './with-defaults';

/** Text that cannot be read, as a problem of the whole draft: what was typed is not what would be trained. */
export const textProblem = ({ mistake, line }: UnreadText): Problem => ({
  severity: 'error',
  path: '',
  message: `The text is not JSON yet: line ${line}, ${mistake}. Mend it there, or go back to the form as it was.`,
  mends: [],
});

export interface StageProblems {
  data: Problem[];
  model: Problem[];
  training: Problem[];
  /** of the draft as a whole */
  elsewhere: Problem[];
}

const STAGES: [keyof StageProblems, readonly string[]][] = [
  ['data', ['data', 'validation', 'augment']],
  ['model', ['model', 'start', 'weights']],
  ['elsewhere', ['', 'version', 'name']],
];

/** Problems by the part of the form in which their fields are. */
export function problemsByStage(problems: readonly Problem[]): StageProblems {
  const found: StageProblems = { data: [], model: [], training: [], elsewhere: [] };
  for (const problem of problems) {
    const root = problem.path.split('.')[0]!;
    const stage = STAGES.find(([, roots]) => roots.includes(root));
    found[stage?.[0] ?? 'training'].push(problem);
  }
  return found;
}

const isSaidBy = (one: Problem, known: Problem) =>
  known.path === one.path && (known.severity === 'error' || known.message === one.message);

/** Problems with those of another check that they do not say yet: one error of a field says enough. */
export const withOthers = (own: readonly Problem[], others: readonly Problem[]): Problem[] => [
  ...own,
  ...others.filter((one) => !own.some((known) => isSaidBy(one, known))),
];

/** A sentence of the spec's own check, in the form's words. */
function inFormWords(problem: Problem, draft: unknown): Problem {
  const label = fieldLabel(problem.path, draft);
  const value = valueAt(draft, problem.path);
  if (problem.path === 'model.layers' && Array.isArray(value) && value.length === 0) {
    return { ...problem, message: 'The model has no layers: add a layer.' };
  }
  if (problem.path !== '' && value === null) {
    return { ...problem, message: `${label} is empty: type a value.` };
  }
  const message = [' ', ':'].some((next) => problem.message.startsWith(problem.path + next))
    ? label + problem.message.slice(problem.path.length)
    : problem.message;
  return { ...problem, message };
}

export interface CheckedDraft {
  /** the draft as a spec, when it is well-formed */
  spec: RunSpec | undefined;
  /** the draft as the form shows it: what it leaves out is there as it would be trained */
  shown: unknown;
  problems: Problem[];
}

/**
 * All that is wrong or doubtful about a draft. A field that cannot be read at all would hide what is wrong
 * elsewhere, so the rest is checked with that field's last readable value in its place.
 *
 * @param parsed the draft as `parseSpec` reads it
 * @param machineFor the memory that a spec has where it would be trained
 * @param epochOf steps of an epoch of a run; 0 while they are not known
 */
export function checkDraft(
  draft: unknown,
  parsed: ParsedSpec,
  datasetOf: (id: string) => CheckedDataset | undefined,
  lastReadable: RunSpec | undefined,
  machineFor?: (spec: RunSpec) => MachineMemory | undefined,
  epochOf: (run: string) => number = () => 0,
): CheckedDraft {
  const check = (spec: RunSpec) =>
    checkSpec(spec, datasetOf(spec.data.dataset), machineFor?.(spec), spec.start && epochOf(spec.start.run));
  if (parsed.ok) {
    return { spec: parsed.spec, shown: withDefaults(draft, parsed.spec), problems: check(parsed.spec) };
  }
  const problems = parsed.problems.map((problem) => inFormWords(problem, draft));
  const unreadable = new Set(parsed.problems.map((problem) => problem.path));
  let shown = draft;
  if (lastReadable) {
    let rest: unknown = draft;
    for (const path of unreadable) rest = withValueAt(rest, path, valueAt(lastReadable, path));
    const again = parseSpec(rest);
    if (again.ok) {
      shown = withDefaults(draft, again.spec);
      // A field that cannot be read shows what stands there, not what stood there before.
      for (const path of unreadable) shown = withValueAt(shown, path, valueAt(draft, path));
      const others = check(again.spec);
      // What cannot be read has nothing in it that could be doubtful.
      const isUnread = (path: string) =>
        [...unreadable].some((its) => path === its || path.startsWith(`${its}.`));
      problems.push(...others.filter(({ path }) => !isUnread(path)));
    }
  }
  return { spec: undefined, shown, problems };
}
