import { positionals } from './positionals';
import { bestMetricSchema, type BestMetric } from '@shared/spec/stopping';
import { samplerSchema, type Budget, type Pruner, type Sampler } from '@shared/sweep/sweep-spec';
import type { Dimension } from '@shared/sweep/space';
import { parseDimension } from '@shared/sweep/written-dimension';
import { specArguments, wholeNumber, type SpecArguments, type SpecValues } from './train-arguments';
import { UsageError } from './usage-error';

/** What a sweep is to be like; what is undefined is as its file has it, or as usual. */
export interface SweepArguments extends SpecArguments {
  space: Dimension[];
  sampler: Sampler | undefined;
  budget: Budget;
  pruner: Pruner | undefined;
  metric: BestMetric | undefined;
  drawnFrom: number | undefined;
  title: string | undefined;
}

export type SweepCommand =
  | ({ name: 'sweep' } & SweepArguments)
  | ({ name: 'seeds'; seeds: number } & SpecArguments)
  | { name: 'sweep-list'; all: boolean }
  | { name: 'sweep-compare'; first: string; second: string }
  | { name: 'sweep-show' | 'sweep-pause' | 'sweep-stop'; sweep: string }
  | { name: 'sweep-resume'; sweep: string; acceptChanges: boolean }
  | { name: 'sweep-rename'; sweep: string; to: string }
  | { name: 'sweep-archive' | 'sweep-unarchive' | 'sweep-discard'; sweep: string; withRuns: boolean }
  | { name: 'sweep-restore'; sweep: string }
  | { name: 'sweep-extend'; sweep: string; budget: Budget };

export const SWEEP_OPTIONS = {
  space: { type: 'string', multiple: true },
  sampler: { type: 'string' },
  trials: { type: 'string' },
  minutes: { type: 'string' },
  'total-epochs': { type: 'string' },
  asha: { type: 'boolean' },
  reduction: { type: 'string' },
  'min-epochs': { type: 'string' },
  metric: { type: 'string' },
  'sweep-seed': { type: 'string' },
  'with-runs': { type: 'boolean' },
} as const;

type SweepValues = SpecValues & {
  [Option in Exclude<keyof typeof SWEEP_OPTIONS, 'space' | 'asha' | 'with-runs'>]?: string | undefined;
} & {
  space?: string[] | undefined;
  asha?: boolean | undefined;
  'with-runs'?: boolean | undefined;
  all?: boolean | undefined;
  name?: string | undefined;
  'accept-changes'?: boolean | undefined;
};

const SWEEP = 'a sweep (its id, the beginning of it, its name, or last)';

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} must be a number above 0, not "${text}".`, option);
}

const positiveWhole = (option: string, text: string, max: number): number =>
  wholeNumber(option, text, max, 1);

function budgetOf({ trials, minutes, 'total-epochs': epochs }: SweepValues): Budget {
  return {
    ...(trials !== undefined && { trials: positiveWhole('--trials', trials, 100_000) }),
    ...(minutes !== undefined && { minutes: positiveNumber('--minutes', minutes) }),
    ...(epochs !== undefined && { epochs: positiveWhole('--total-epochs', epochs, 100_000_000) }),
  };
}

function prunerOf({ asha, reduction, 'min-epochs': minEpochs }: SweepValues): Pruner | undefined {
  if (!asha) {
    if (reduction === undefined && minEpochs === undefined) return undefined;
    const option = reduction === undefined ? '--min-epochs' : '--reduction';
    throw new UsageError(`${option} goes with --asha only.`, option);
  }
  return {
    by: 'asha',
    reduction: reduction === undefined ? 3 : wholeNumber('--reduction', reduction, 100, 2),
    minEpochs: minEpochs === undefined ? 1 : positiveWhole('--min-epochs', minEpochs, 100_000),
  };
}

function dimensionOf(text: string): Dimension {
  const parsed = parseDimension(text);
  if (parsed.ok) return parsed.dimension;
  throw new UsageError(`--space: ${parsed.message}`, '--space');
}

/** One value of a list that the schema knows. */
function oneOf<Value extends string>(option: string, text: string, known: readonly Value[]): Value {
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${known.join(', ')}, not "${text}".`, option);
}

function beginArguments(values: SweepValues, given: string[]): SweepCommand {
  const { sampler, metric, 'sweep-seed': seed } = values;
  return {
    name: 'sweep',
    ...specArguments('sweep', values, given),
    space: (values.space ?? []).map(dimensionOf),
    sampler: sampler === undefined ? undefined : oneOf('--sampler', sampler, samplerSchema.options),
    budget: budgetOf(values),
    pruner: prunerOf(values),
    metric: metric === undefined ? undefined : oneOf('--metric', metric, bestMetricSchema.options),
    drawnFrom: seed === undefined ? undefined : wholeNumber('--sweep-seed', seed, Number.MAX_SAFE_INTEGER),
    title: values.name,
  };
}

/** `train … --seeds 5`: the same run over so many seeds. */
export function seedsArguments(seeds: string, asked: SpecArguments): SweepCommand {
  return { name: 'seeds', seeds: wholeNumber('--seeds', seeds, 100, 2), ...asked };
}

/**
 * @throws UsageError
 */
export function sweepArguments(given: string[], values: SweepValues): SweepCommand {
  const [action, ...rest] = given;
  const one = () => positionals(`sweep ${action}`, rest, [SWEEP])[0]!;
  switch (action) {
    case 'list':
      positionals('sweep list', rest, []);
      return { name: 'sweep-list', all: values.all ?? false };
    case 'rename': {
      const [sweep, to] = positionals('sweep rename', rest, [SWEEP, 'a new name']);
      return { name: 'sweep-rename', sweep: sweep!, to: to! };
    }
    case 'archive':
    case 'unarchive':
    case 'discard':
      return { name: `sweep-${action}`, sweep: one(), withRuns: values['with-runs'] ?? false };
    case 'restore':
      return {
        name: 'sweep-restore',
        sweep: positionals('sweep restore', rest, ['a discarded sweep (its id or name)'])[0]!,
      };
    case 'compare': {
      const [first, second] = positionals('sweep compare', rest, [SWEEP, 'another sweep of the same seeds']);
      return { name: 'sweep-compare', first: first!, second: second! };
    }
    case 'show':
    case 'pause':
    case 'stop':
      return { name: `sweep-${action}`, sweep: one() };
    case 'resume':
      return { name: 'sweep-resume', sweep: one(), acceptChanges: values['accept-changes'] ?? false };
    case 'extend': {
      const budget = budgetOf(values);
      if (Object.keys(budget).length === 0) {
        throw new UsageError(
          'sweep extend needs --trials, --minutes or --total-epochs, each in all.',
          '--trials',
        );
      }
      return { name: 'sweep-extend', sweep: one(), budget };
    }
    default:
      return beginArguments(values, given);
  }
}
