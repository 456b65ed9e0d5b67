import { sharedCheckpointsSchema, type SharedCheckpoints } from '@shared/open/run-file';
import { rateRangeAskSchema, type RateRangeAsk } from '@shared/contract/finders';
import type { ExportCommand } from './commands/export';
import type { NamedCheckpoint } from './commands/compare-evaluations';
import type { ShareCommand } from './commands/share';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { evaluationSplitSchema, type EvaluationSplit } from '@shared/contract/evaluation';
import { exportFormatSchema } from '@shared/contract/export';
import { EXPORT_FORMAT_IDS, type ExportFormat } from '@shared/export/formats';
import { backendKindSchema, type BackendKind } from '@shared/contract/backend';
import { modelKindSchema, type ModelKind } from '@shared/contract/speed';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { requireLoopback } from '../server/web-server';
import { COMMANDS, isCommandName, type CommandName } from './command-list';
import type { MetricsCommand } from './commands/metrics';
import type { PredictCommand } from './commands/predict';
import type { ReportCommand } from './commands/report';
import { metricsArguments, reportArguments } from './file-arguments';
import {
  binArguments,
  changeArguments,
  queueArguments,
  stopArguments,
  type ControlCommand,
} from './control-arguments';
import { didYouMean } from './did-you-mean';
import { positionals } from './positionals';
import { runtimeArguments, type RuntimeCommand } from './runtime-arguments';
import { labelArguments, runsArguments, type LabelCommand, type RunsCommand } from './label-arguments';
import { libraryArguments, type LibraryCommand } from './library-arguments';
import { machineArguments, onArgument, type MachineCommand } from './machine-arguments';
import { machineOf, PLACE_OPTIONS } from './place-arguments';
import { SWEEP_OPTIONS, seedsArguments, sweepArguments, type SweepCommand } from './sweep-arguments';
import { settingsArguments, type SettingsCommand } from './settings-arguments';
import { specArguments, wholeNumber, type SpecArguments } from './train-arguments';
import { separated, DATA_OPTIONS, dataArguments, type DataCommand } from './data-arguments';
import { updateArguments, type UpdateCommand } from './update-arguments';
import { UsageError } from './usage-error';

export interface CommonOptions {
  /** undefined: TRAINYARD_LIBRARY, or the default folder */
  library: string | undefined;
  json: boolean;
}

type CommandArguments =
  | ({ name: 'train' | 'check'; on: string | undefined } & SpecArguments)
  | SettingsCommand
  | SweepCommand
  | ({ name: 'find-batch' } & SpecArguments)
  | ({ name: 'find-lr'; ask: RateRangeAsk } & SpecArguments)
  | { name: 'rename'; run: string; to: string }
  | ShareCommand
  | ExportCommand
  | ReportCommand
  | MetricsCommand
  | { name: 'open'; file: string }
  | { name: 'ray-worker'; folder: string }
  | { name: 'move-library'; to: string }
  | LibraryCommand
  | MachineCommand
  | ControlCommand
  | { name: 'resume'; run: string; acceptChanges: boolean }
  | { name: 'clean-up'; runs: string[]; keep: KeepPolicy; yes: boolean }
  | { name: 'compare'; runs: string[]; all: boolean }
  | { name: 'show' | 'checkpoints' | 'remove-damaged'; run: string }
  | {
      name: 'eval';
      run: string;
      checkpoint: string;
      data: string | undefined;
      split: EvaluationSplit;
      to: string | undefined;
    }
  | {
      name: 'eval-compare';
      first: NamedCheckpoint;
      second: NamedCheckpoint;
      data: string | undefined;
      split: EvaluationSplit;
    }
  | { name: 'pin' | 'unpin'; run: string; checkpoint: string }
  | PredictCommand
  | { name: 'serve-model'; run: string; checkpoint: string; port: number | undefined }
  | DataCommand
  | RunsCommand
  | LabelCommand
  | UpdateCommand
  | { name: 'devices' }
  | { name: 'self-test'; backend: BackendKind | undefined; seconds: number | undefined }
  | { name: 'doctor' | 'version' }
  | { name: 'diagnostics' }
  | RuntimeCommand
  | { name: 'probe'; kinds: ModelKind[] | undefined }
  | { name: 'serve'; host: string; port: number | undefined; allow: string[] | undefined }
  | { name: 'help'; about: CommandName | undefined };

export type Command = CommandArguments & CommonOptions;

const COMMON = {
  library: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

const OPTIONS = {
  ...COMMON,
  data: { type: 'string' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
  backend: { type: 'string' },
  from: { type: 'string' },
  continue: { type: 'boolean' },
  weights: { type: 'boolean' },
  fit: { type: 'string' },
  awake: { type: 'string' },
  'on-battery': { type: 'string' },
  'free-core': { type: 'string' },
  memory: { type: 'string' },
  checkpoint: { type: 'string' },
  name: { type: 'string' },
  'after-epoch': { type: 'boolean' },
  'go-on': { type: 'boolean' },
  yes: { type: 'boolean' },
  best: { type: 'string' },
  last: { type: 'string' },
  every: { type: 'string' },
  'accept-changes': { type: 'boolean' },
  'learning-rate': { type: 'string' },
  epochs: { type: 'string' },
  schedule: { type: 'string' },
  kind: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  force: { type: 'boolean' },
  mend: { type: 'boolean' },
  checkpoints: { type: 'string' },
  notify: { type: 'string' },
  'new-runs-keep': { type: 'string' },
  all: { type: 'boolean' },
  remove: { type: 'boolean' },
  tag: { type: 'string' },
  experiment: { type: 'string' },
  state: { type: 'string' },
  find: { type: 'string' },
  ...PLACE_OPTIONS,
  ...SWEEP_OPTIONS,
  seeds: { type: 'string' },
  min: { type: 'string' },
  max: { type: 'string' },
  steps: { type: 'string' },
  ...DATA_OPTIONS,
  token: { type: 'string' },
  ssh: { type: 'string' },
  new: { type: 'boolean' },
  check: { type: 'boolean' },
  get: { type: 'boolean' },
  daily: { type: 'string' },
  source: { type: 'string' },
  seconds: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  allow: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options'];

/** Node's own words for a wrong option are several sentences, meant for programmers. */
function asUsageError(error: unknown, command: CommandName, allowed: readonly string[]): UsageError {
  const text = error instanceof Error ? error.message : String(error);
  const option = /'(?:-\w, )?(--?[\w-]+)/.exec(text)?.[1] ?? 'An option';
  if (text.startsWith('Unknown option')) {
    const meant = didYouMean(
      option,
      allowed.map((name) => `--${name}`),
    );
    return new UsageError(
      `${command} has no option ${option}: see \`trainyard help ${command}\`.${meant}`,
      option,
    );
  }
  if (text.includes('does not take an argument')) return new UsageError(`${option} takes no value.`, option);
  return new UsageError(`${option} needs a value, such as ${option}=VALUE.`, option);
}

function parseKind(text: string): ModelKind {
  const parsed = modelKindSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--kind must be dense, convolutional or residual, not "${text}".`, '--kind');
}

function selfTestArguments({ backend, seconds }: Values): CommandArguments {
  const kind = backendKindSchema.optional().safeParse(backend === 'auto' ? undefined : backend);
  if (!kind.success) {
    throw new UsageError(`--backend must be auto, gpu, cpu or wasm, not "${backend}".`, '--backend');
  }
  const time = seconds === undefined ? undefined : wholeNumber('--seconds', seconds, 300);
  if (time === 0) throw new UsageError('--seconds must be at least 1.', '--seconds');
  return { name: 'self-test', backend: kind.data, seconds: time };
}

function parseSplit(text: string | undefined): EvaluationSplit {
  const parsed = evaluationSplitSchema.safeParse(text ?? 'test');
  if (parsed.success) return parsed.data;
  throw new UsageError(`--split must be test, validation or train, not "${text}".`, '--split');
}

function parseCheckpoints(text: string | undefined): SharedCheckpoints {
  const parsed = sharedCheckpointsSchema.safeParse(text ?? 'best-and-last');
  if (parsed.success) return parsed.data;
  throw new UsageError(`--checkpoints must be best-and-last, all or none, not "${text}".`, '--checkpoints');
}

function parseFormat(text: string | undefined): ExportFormat {
  const parsed = exportFormatSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  const known = EXPORT_FORMAT_IDS.join(', ');
  throw new UsageError(
    text === undefined
      ? `export needs --format, one of ${known}: see \`trainyard help export\`.`
      : `--format must be one of ${known}, not "${text}".`,
    '--format',
  );
}

function exportArguments(
  run: string,
  { checkpoint = 'best', format, to, force = false }: Values,
): ExportCommand {
  if (to === undefined) {
    throw new UsageError('export needs --to PATH, a folder or an archive that is to be written.', '--to');
  }
  return { name: 'export', run, checkpoint, format: parseFormat(format), to, force };
}

const RUN = 'a run (its id, the beginning of it, its name, or last)';

/** `RUN`, or `RUN@best`, `RUN@last`, `RUN@STEP`. */
function namedCheckpoint(text: string): NamedCheckpoint {
  const at = text.lastIndexOf('@');
  return at > 0
    ? { run: text.slice(0, at), checkpoint: text.slice(at + 1) || 'best' }
    : { run: text, checkpoint: 'best' };
}

function compareArguments(given: string[], { checkpoint, data, split, to }: Values): CommandArguments {
  if (checkpoint !== undefined)
    throw new UsageError('eval compare takes checkpoints as RUN@best, RUN@last or RUN@STEP.', '--checkpoint');
  if (to !== undefined) {
    throw new UsageError('eval compare writes no file: give --to to the eval of one checkpoint.', '--to');
  }
  const named = ['a run, such as last@best', 'another run, or another checkpoint of it: last@last'];
  const [first, second] = positionals('eval compare', given, named);
  return {
    name: 'eval-compare',
    first: namedCheckpoint(first!),
    second: namedCheckpoint(second!),
    data,
    split: parseSplit(split),
  };
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

function rateArguments({ min, max, steps }: Values): RateRangeAsk {
  const asked = { from: min, to: max, steps };
  const given = Object.entries(asked).filter(([, text]) => text !== undefined);
  const parsed = rateRangeAskSchema.safeParse(
    Object.fromEntries(given.map(([key, text]) => [key, Number(text)])),
  );
  if (parsed.success) return parsed.data;
  const option = { from: '--min', to: '--max', steps: '--steps' }[String(parsed.error.issues[0]?.path[0])];
  throw new UsageError(
    option === '--steps'
      ? `--steps must be a whole number from 20 to 5000, not "${steps}".`
      : `${option} must be a rate above 0 and up to 10, not "${option === '--min' ? min : max}".`,
    option,
  );
}

function serveArguments(values: Values): CommandArguments {
  const host = values.host ?? '127.0.0.1';
  try {
    requireLoopback(host);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), '--host');
  }
  const port = values.port === undefined ? undefined : wholeNumber('--port', values.port, 65_535);
  return { name: 'serve', host, port, allow: values.allow };
}

function commandArguments(name: CommandName, values: Values, given: string[]): CommandArguments {
  const run = () => positionals(name, given, [RUN])[0]!;
  switch (name) {
    case 'train':
    case 'check': {
      const asked = specArguments(name, values, given);
      if (values.seeds === undefined) return { name, ...asked, on: onArgument(machineOf(values)) };
      if (machineOf(values) !== undefined)
        throw new UsageError(
          '--seeds repeats a run on this machine, or in a cluster (ray://HOST): leave --on out.',
          '--on',
        );
      return seedsArguments(values.seeds, asked);
    }
    case 'find-batch':
      return { name, ...specArguments(name, values, given) };
    case 'find-lr':
      return { name, ...specArguments(name, values, given), ask: rateArguments(values) };
    case 'sweep':
      return sweepArguments(given, values);
    case 'rename': {
      const [named, to] = positionals(name, given, [RUN, 'a new name']);
      return { name, run: named!, to: to! };
    }
    case 'share':
      return {
        name,
        run: run(),
        to: values.to,
        checkpoints: parseCheckpoints(values.checkpoints),
      };
    case 'export':
      return exportArguments(run(), values);
    case 'report':
      return reportArguments(run(), values);
    case 'metrics':
      return metricsArguments(run(), values);
    case 'open':
      return { name, file: positionals(name, given, ['the path of a file that `share` wrote'])[0]! };
    case 'ray-worker':
      return { name, folder: positionals(name, given, ['the folder of a job'])[0]! };
    case 'move-library':
      return { name, to: positionals(name, given, ['the folder to move the library to'])[0]! };
    case 'library':
      return libraryArguments(given, values);
    case 'machines':
      return machineArguments(given, values);
    case 'settings':
      positionals(name, given, []);
      return settingsArguments(values);
    case 'resume':
      return { name, run: run(), acceptChanges: values['accept-changes'] ?? false };
    case 'show':
    case 'checkpoints':
    case 'remove-damaged':
      return { name, run: run() };
    case 'clean-up': {
      const { best, last, every } = values;
      const keep = {
        best: best === undefined ? 1 : Math.max(1, wholeNumber('--best', best, 10_000)),
        last: last === undefined ? 1 : Math.max(1, wholeNumber('--last', last, 10_000)),
        everyNth: every === undefined ? 0 : wholeNumber('--every', every, 100_000),
      };
      return { name, runs: given, keep, yes: values.yes ?? false };
    }
    case 'compare': {
      const named = [RUN, 'another run, or several'];
      if (given.length < named.length) positionals(name, given, named);
      return { name, runs: given, all: values.all ?? false };
    }
    case 'pause':
    case 'discard':
      return { name, run: run() };
    case 'stop':
      return stopArguments(run(), values);
    case 'change':
      return changeArguments(run(), values);
    case 'queue':
      return queueArguments(given);
    case 'bin':
      return binArguments(given, values.yes ?? false);
    case 'eval':
      if (given[0] === 'compare' && given.length > 1) return compareArguments(given.slice(1), values);
      return {
        name,
        run: run(),
        checkpoint: values.checkpoint ?? 'best',
        data: values.data,
        split: parseSplit(values.split),
        to: values.to,
      };
    case 'predict': {
      const named = [RUN, 'a file or folder, or several'];
      if (given.length < named.length) positionals(name, given, named);
      const [which, ...paths] = given;
      return {
        name,
        run: which!,
        paths,
        checkpoint: values.checkpoint ?? 'best',
        to: values.to,
        ids: values.id && separated(values.id),
      };
    }
    case 'serve-model':
      return {
        name,
        run: run(),
        checkpoint: values.checkpoint ?? 'best',
        port: values.port === undefined ? undefined : wholeNumber('--port', values.port, 65_535),
      };
    case 'pin':
    case 'unpin':
      return { name, run: run(), checkpoint: values.checkpoint ?? 'best' };
    case 'data':
      return dataArguments(given, values);
    case 'serve':
      positionals(name, given, []);
      return serveArguments(values);
    case 'probe':
      positionals(name, given, []);
      return { name, kinds: values.kind === undefined ? undefined : [parseKind(values.kind)] };
    case 'devices':
      positionals(name, given, []);
      return { name };
    case 'self-test':
      positionals(name, given, []);
      return selfTestArguments(values);
    case 'update':
      return updateArguments(given, values);
    case 'runtime':
      return runtimeArguments(given, values);
    case 'help': {
      const [about] = given;
      if (about !== undefined && !isCommandName(about)) throw unknownCommand(about);
      return { name, about };
    }
    case 'tag':
    case 'note':
    case 'experiment':
    case 'archive':
    case 'unarchive':
      return labelArguments(name, given, values, RUN);
    case 'runs':
      return { name, filters: runsArguments(given, values) };
    case 'doctor':
    case 'diagnostics':
    case 'version':
      positionals(name, given, []);
      return { name };
  }
}

const unknownCommand = (name: string) =>
  new UsageError(
    `There is no command "${name}": known are ${Object.keys(COMMANDS).join(', ')}.${didYouMean(name, Object.keys(COMMANDS))}`,
  );

/**
 * Reads what was typed after `trainyard`.
 *
 * @throws {UsageError} one sentence that names what is wrong
 */
export function parseArguments(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  const none = { library: undefined, json: false };
  if (first === undefined || first === '--help' || first === '-h')
    return { name: 'help', about: undefined, ...none };
  if (first === '--version' || first === '-v') return { name: 'version', ...none };
  if (!isCommandName(first)) throw unknownCommand(first);
  const allowed = [...Object.keys(COMMON), ...COMMANDS[first].options];
  const options = Object.fromEntries(Object.entries(OPTIONS).filter(([option]) => allowed.includes(option)));
  let values: Values;
  let given: string[];
  try {
    // Parsed with only the options that this command knows; those that it does not stay undefined.
    parseArgs({ args: rest, options, allowPositionals: true });
    ({ values, positionals: given } = parseArgs({ args: rest, options: OPTIONS, allowPositionals: true }));
  } catch (error) {
    throw asUsageError(error, first, allowed);
  }
  const common = { library: values.library, json: values.json };
  if (values.help) return { name: 'help', about: first, ...common };
  return { ...commandArguments(first, values, given), ...common };
}
