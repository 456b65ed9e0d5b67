import type { RayPlace } from '@shared/contract/place';
import { onArgument, placeArguments, type PlaceValues } from './place-arguments';
import { positionals } from './positionals';
import { parseTypedValue } from '@shared/spec/path';
import { backendChoiceSchema, type BackendChoice, type RunSpec } from '@shared/spec/run-spec';
import { UsageError } from './usage-error';

export interface Setting {
  path: string;
  value: unknown;
}

type Start = NonNullable<RunSpec['start']>;

/** A checkpoint of another run, and what is taken over of it. */
export interface FromCheckpoint {
  run: string;
  /** `best`, `last`, a step or an id */
  checkpoint: string;
  mode: Start['mode'];
  fit: Start['fit'];
}

/** What `train` and `check` are asked for. */
export interface SpecArguments {
  /** a preset or the path of a spec; undefined where it is another run's */
  what: string | undefined;
  from: FromCheckpoint | undefined;
  /** a file from elsewhere whose weights the run begins with */
  file: { path: string; fit: Start['fit'] } | undefined;
  data: string | undefined;
  settings: Setting[];
  seed: number | undefined;
  backend: BackendChoice | undefined;
  /** where it is to train; undefined: on this machine */
  place: RayPlace | undefined;
  /** another machine that `--on` names */
  on: string | undefined;
}

export interface SpecValues extends PlaceValues {
  data?: string | undefined;
  set?: string[] | undefined;
  seed?: string | undefined;
  backend?: string | undefined;
  from?: string | undefined;
  continue?: boolean | undefined;
  weights?: boolean | undefined;
  fit?: string | undefined;
}

/** @throws UsageError when it is no whole number from `min` to `max` */
export function wholeNumber(option: string, text: string, max: number, min = 0): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} must be a whole number from ${min} to ${max}, not "${text}".`, option);
}

function parseSetting(text: string): Setting {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(at, 0)).trim();
  if (path === '') {
    throw new UsageError(`--set needs a field and a value, such as --set epochs=20, not "${text}".`, '--set');
  }
  return { path, value: parseTypedValue(text.slice(at + 1)) };
}

function parseBackend(text: string): BackendChoice {
  const parsed = backendChoiceSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--backend must be auto, gpu, cpu or wasm, not "${text}".`, '--backend');
}

function parseFit(text: string): Start['fit'] {
  if (text === 'exact' || text === 'new-head' || text === 'matching') return text;
  throw new UsageError(`--fit must be exact, new-head or matching, not "${text}".`, '--fit');
}

/** What names a file instead of a run: runs have no such endings, and no path. */
const isFile = (text: string): boolean => /\.(safetensors|json)$/i.test(text) || /[\\/]/.test(text);

function parseFile({ from, continue: goesOn, fit }: SpecValues): SpecArguments['file'] {
  if (from === undefined || !isFile(from)) return undefined;
  if (goesOn) {
    throw new UsageError(
      '--continue goes with a run only: a file holds weights, and no place in the data to go on from.',
      '--continue',
    );
  }
  return { path: from, fit: parseFit(fit ?? 'exact') };
}

/** `RUN`, or `RUN@best`, `RUN@last`, `RUN@STEP`; what is left out is the checkpoint that the mode is about. */
function parseFrom({ from, continue: goesOn, weights, fit }: SpecValues): FromCheckpoint | undefined {
  if (from === undefined) {
    const [option] = Object.entries({ '--continue': goesOn, '--weights': weights, '--fit': fit }).find(
      ([, value]) => value !== undefined,
    ) ?? [undefined];
    if (option === undefined) return undefined;
    throw new UsageError(`${option} goes with --from RUN[@best|last|STEP] or --from FILE only.`, option);
  }
  if (goesOn && weights) throw new UsageError('Give --continue or --weights, not both.', '--weights');
  if (fit !== undefined && !weights) {
    throw new UsageError('--fit goes with --weights only: a run that continues takes over all.', '--fit');
  }
  const mode = weights ? 'weights' : 'continue';
  const at = from.lastIndexOf('@');
  const [run, checkpoint] = at === -1 ? [from, ''] : [from.slice(0, at), from.slice(at + 1)];
  if (run === '')
    throw new UsageError(`--from needs a run, such as --from last@best, not "${from}".`, '--from');
  return {
    run,
    checkpoint: checkpoint || (mode === 'weights' ? 'best' : 'last'),
    mode,
    fit: parseFit(fit ?? 'exact'),
  };
}

/**
 * @throws UsageError
 */
export function specArguments(
  command: 'train' | 'check' | 'sweep' | 'find-lr' | 'find-batch',
  values: SpecValues,
  given: string[],
): SpecArguments {
  const file = parseFile(values);
  const from = file ? undefined : parseFrom(values);
  if (from && given.length > 0) {
    throw new UsageError(
      `Give either "${given[0]}" or --from: a run that begins at a checkpoint has its parent's spec, and --set changes it.`,
      '--from',
    );
  }
  // A file may bring its model along.
  const isWhole = from !== undefined || (file !== undefined && given.length === 0);
  const [what] = isWhole
    ? [undefined]
    : positionals(command, given, ['a preset (mlp or cnn) or a spec file']);
  return {
    what,
    from,
    file,
    data: values.data,
    settings: (values.set ?? []).map(parseSetting),
    seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    backend: values.backend === undefined ? undefined : parseBackend(values.backend),
    place: placeArguments(values),
    on: onArgument(values),
  };
}
