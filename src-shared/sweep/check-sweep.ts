import { didYouMean } from '../format/did-you-mean';
import { leavesOf, valueAt } from '../spec/path';
import type { Problem } from '../spec/problem';
import { isLoss, MONITOR_NAMES } from '../spec/stopping';
import { assigned } from './apply-assignment';
import { conditionProblem } from './check-condition';
import type { Assignment, ChoiceValue, Dimension } from './space';
import { metricOf, type SweepSpec } from './sweep-spec';
import { gridSize, MOST_GRID_POINTS } from './trials';
import { counted, valueWords } from './sweep-words';

const problem = (severity: Problem['severity'], path: string, message: string): Problem => ({
  severity,
  path,
  message,
  mends: [],
});

/** Fields that say what a run is called or begins with, and nothing that can be better or worse. */
const NOT_VARIED = ['version', 'name', 'start', 'weights', 'changes', 'best', 'record', 'checkpoint', 'test'];

/** Of more choices than this only the first are checked before the sweep begins. */
const MOST_CHOICES_CHECKED = 40;

/** The ends of a dimension: if these can be trained, what is between can. */
const endsOf = (dimension: Dimension): ChoiceValue[] =>
  dimension.scale === 'choice'
    ? dimension.values.slice(0, MOST_CHOICES_CHECKED)
    : [dimension.min, dimension.max];

/** What has to be set for a dimension to apply. */
function conditionsOf(dimension: Dimension, space: readonly Dimension[]): Assignment {
  const { when } = dimension;
  const other = when && space.find(({ field }) => field === when.field);
  return when && other ? [...conditionsOf(other, space), [when.field, when.is[0]!]] : [];
}

/** Assignments at the ends of each dimension, the others left as the run has them. */
export function cornersOf(space: readonly Dimension[]): { dimension: number; set: Assignment }[] {
  return space.flatMap((dimension, at) =>
    endsOf(dimension).map((value) => ({
      dimension: at,
      set: [...conditionsOf(dimension, space), [dimension.field, value]] satisfies Assignment,
    })),
  );
}

function rangeProblem(dimension: Dimension, path: string): Problem | undefined {
  if (dimension.scale === 'choice') {
    const { field, values } = dimension;
    if (new Set(values).size > 1) return undefined;
    const message = `${field}: ${valueWords(values[0]!)} alone leaves nothing to vary.`;
    return problem('error', `${path}.values`, message);
  }
  const { field, scale, min, max } = dimension;
  if (min > max) {
    const changes = [
      { path: `${path}.min`, value: max },
      { path: `${path}.max`, value: min },
    ];
    return {
      ...problem('error', `${path}.min`, `${field}: the least value ${min} is above the greatest ${max}.`),
      mends: [{ label: 'Swap them', changes }],
    };
  }
  if (min === max) {
    return problem('error', `${path}.max`, `${field}: from ${min} to ${max} there is nothing to vary.`);
  }
  const isLog = scale === 'log' || (scale === 'integer' && dimension.log);
  if (isLog && min <= 0) {
    return problem('error', `${path}.min`, `${field}: a logarithmic scale begins above 0, not at ${min}.`);
  }
  if (scale === 'integer' && !(Number.isInteger(min) && Number.isInteger(max))) {
    return problem('error', `${path}.min`, `${field}: both ends must be whole numbers.`);
  }
  return undefined;
}

function fieldProblem(sweep: SweepSpec, at: number): Problem | undefined {
  const { field } = sweep.space[at]!;
  const path = `space.${at}.field`;
  const [root = ''] = field.split('.');
  if (NOT_VARIED.includes(root)) return problem('error', path, `${field} cannot be varied by a sweep.`);
  if (sweep.space.findIndex((other) => other.field === field) < at) {
    return problem('error', path, `${field} is varied twice: leave one of them out.`);
  }
  const layers = sweep.run.model.layers.length;
  const layer = /^model\.layers\.(\d+)\./.exec(field)?.[1];
  if (layer !== undefined && Number(layer) >= layers) {
    return problem('error', path, `${field}: the model has ${counted(layers, 'layer')}, counted from 0.`);
  }
  return conditionProblem(sweep.space, at);
}

/** " Did you mean …?", where a field, or an object on the way to it, may be misspelt. */
function meant({ run }: SweepSpec, path: string): string {
  const depth = path.split('.').length;
  const known = [...leavesOf(run).keys()].map((field) => field.split('.').slice(0, depth).join('.'));
  return didYouMean(path, new Set(known));
}

/** What the spec's own schema says of the ends of a dimension. */
function valueProblem(sweep: SweepSpec, at: number): Problem | undefined {
  const { field } = sweep.space[at]!;
  for (const { set } of cornersOf(sweep.space).filter(({ dimension }) => dimension === at)) {
    const parsed = assigned(sweep.run, set);
    if (!parsed.ok) {
      const [its] = parsed.problems;
      if (its === undefined) return problem('error', `space.${at}`, `${field} cannot be set like that.`);
      const isUnknown = its.message.startsWith(`${its.path} is not a field of`);
      return problem('error', `space.${at}`, `${its.message}${isUnknown ? meant(sweep, its.path) : ''}`);
    }
    const value = valueAt(parsed.spec, field);
    if (value === undefined) {
      return problem(
        'error',
        `space.${at}.field`,
        `${field} is not a field of this spec: check its spelling.${meant(sweep, field)}`,
      );
    }
    if (typeof value === 'object') {
      return problem('error', `space.${at}.field`, `${field} has fields of its own: name one of them.`);
    }
  }
  return undefined;
}

function budgetProblems({ sampler, budget, space }: SweepSpec): Problem[] {
  if (sampler === 'grid') {
    return gridSize(space) > MOST_GRID_POINTS
      ? [
          problem(
            'error',
            'space',
            `This grid has more than ${MOST_GRID_POINTS.toLocaleString('en')} points.`,
          ),
        ]
      : [];
  }
  const isEndless = Object.values(budget).every((limit) => limit === undefined);
  return isEndless
    ? [problem('error', 'budget.trials', 'Say when it ends: after so many trials, minutes or epochs.')]
    : [];
}

function doubts(sweep: SweepSpec): Problem[] {
  const { space, pruner, run, sampler } = sweep;
  const metric = metricOf(sweep);
  const found: Problem[] = [];
  const at = (field: string) => space.findIndex((dimension) => dimension.field === field);
  const warn = (field: string, message: string) => {
    if (at(field) >= 0) found.push(problem('warning', `space.${at(field)}.field`, message));
  };
  warn(
    'data.dataset',
    'Trials on other datasets are measured on other samples: which of them is best says little. Each dataset must fit the model.',
  );
  if (isLoss(metric)) {
    const told = `Trials would be judged by ${MONITOR_NAMES[metric]}, and another loss is another measure: judge by accuracy or R² instead.`;
    warn('loss', told);
    warn('labelSmoothing', told);
  }
  for (const field of ['validation.seed', 'validation.fraction', 'validation.fold']) {
    warn(field, 'Trials are measured on other samples each: small differences may be the samples’.');
  }
  const numbers = space.filter(({ scale, when }) => scale !== 'choice' && when === undefined);
  if (sampler === 'cmaes' && numbers.length < 2) {
    const told =
      'CMA-ES learns where two settings or more are numbers that always apply: here all are drawn at random. TPE learns from choices too.';
    found.push(problem('warning', 'sampler', told));
  }
  if (pruner.by === 'asha' && pruner.minEpochs >= run.epochs && at('epochs') < 0) {
    const path = 'pruner.minEpochs';
    found.push(
      problem(
        'warning',
        path,
        `Trials have ${counted(run.epochs, 'epoch')}: none can be stopped early after ${pruner.minEpochs}.`,
      ),
    );
  }
  return found;
}

/** All that is wrong or doubtful about a well-formed sweep, as far as it can be told without its data. */
export function checkSweep(sweep: SweepSpec): Problem[] {
  const wrong = sweep.space.flatMap(
    (dimension, at) =>
      fieldProblem(sweep, at) ?? rangeProblem(dimension, `space.${at}`) ?? valueProblem(sweep, at) ?? [],
  );
  if (wrong.length > 0) return wrong;
  return [...budgetProblems(sweep), ...doubts(sweep)];
}

/** "With units 3: …" */
export const cornerWords = (set: Assignment, message: string): string => {
  const [field, value] = set.at(-1)!;
  return `With ${field} ${valueWords(value)}: ${message}`;
};
