import { parseArgs } from 'node:util';
import { cleanUpArguments } from './checkpoint-arguments';
import type { Command, CommandArguments } from './command';
import { COMMANDS, isCommandName, type CommandName } from './command-list';
import { binArguments, changeArguments, queueArguments, stopArguments } from './control-arguments';
import { dataArguments } from './data-arguments';
import { probeArguments, selfTestArguments } from './device-arguments';
import { didYouMean } from '@shared/format/did-you-mean';
import { evaluationArguments } from './evaluation-arguments';
import { exportArguments, metricsArguments, reportArguments, shareArguments } from './file-arguments';
import { rateArguments } from './find-arguments';
import { labelArguments, runsArguments } from './label-arguments';
import { libraryArguments } from './library-arguments';
import { machineArguments } from './machine-arguments';
import { predictArguments, serveModelArguments } from './model-arguments';
import { namedCheckpoint } from './named-checkpoint';
import { COMMON_OPTIONS, OPTIONS, type OptionValues } from './options';
import { positionals, RUN } from './positionals';
import { runtimeArguments } from './runtime-arguments';
import { serveArguments } from './serve-arguments';
import { settingsArguments } from './settings-arguments';
import { seedsArguments, sweepArguments } from './sweep-arguments';
import { specArguments } from './train-arguments';
import { updateArguments } from './update-arguments';
import { UsageError } from './usage-error';

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

function trainArguments(name: 'train' | 'check', values: OptionValues, given: string[]): CommandArguments {
  const asked = specArguments(name, values, given);
  return values.seeds === undefined ? { name, ...asked } : seedsArguments(values.seeds, asked);
}

function compareArguments(given: string[], { all = false }: OptionValues): CommandArguments {
  const named = [RUN, 'another run, or several'];
  if (given.length < named.length) positionals('compare', given, named);
  return { name: 'compare', runs: given, all };
}

function commandArguments(name: CommandName, values: OptionValues, given: string[]): CommandArguments {
  const one = (what: string) => positionals(name, given, [what])[0]!;
  const run = () => one(RUN);
  switch (name) {
    case 'train':
    case 'check':
      return trainArguments(name, values, given);
    case 'find-batch':
      return { name, ...specArguments(name, values, given) };
    case 'find-lr':
      return { name, ...specArguments(name, values, given), ask: rateArguments(values) };
    case 'sweep':
      return sweepArguments(given, values);
    case 'resume':
      return { name, run: run(), acceptChanges: values['accept-changes'] ?? false };
    case 'pause':
    case 'discard':
    case 'show':
    case 'checkpoints':
    case 'remove-damaged':
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
      return evaluationArguments(given, values);
    case 'export':
      return exportArguments(run(), values);
    case 'report':
      return reportArguments(run(), values);
    case 'metrics':
      return metricsArguments(run(), values);
    case 'predict':
      return predictArguments(given, values);
    case 'serve-model':
      return serveModelArguments(run(), values);
    case 'runs':
      return { name, filters: runsArguments(given, values) };
    case 'compare':
      return compareArguments(given, values);
    case 'rename': {
      const [named, to] = positionals(name, given, [RUN, 'a new name']);
      return { name, run: named!, to: to! };
    }
    case 'share':
      return shareArguments(run(), values);
    case 'open':
      return { name, file: one('the path of a file that `share` wrote') };
    case 'tag':
    case 'note':
    case 'experiment':
    case 'archive':
    case 'unarchive':
      return labelArguments(name, given, values);
    case 'pin':
    case 'unpin':
      return { name, ...namedCheckpoint(run(), values.checkpoint) };
    case 'clean-up':
      return cleanUpArguments(given, values);
    case 'data':
      return dataArguments(given, values);
    case 'serve':
      positionals(name, given, []);
      return serveArguments(values);
    case 'probe':
      positionals(name, given, []);
      return probeArguments(values);
    case 'library':
      return libraryArguments(given, values);
    case 'machines':
      return machineArguments(given, values);
    case 'move-library':
      return { name, to: one('the folder to move the library to') };
    case 'settings':
      positionals(name, given, []);
      return settingsArguments(values);
    case 'runtime':
      return runtimeArguments(given, values);
    case 'self-test':
      positionals(name, given, []);
      return selfTestArguments(values);
    case 'update':
      return updateArguments(given, values);
    case 'ray-worker':
      return { name, folder: one('the folder of a job') };
    case 'help': {
      const [about] = given;
      if (about !== undefined && !isCommandName(about)) throw unknownCommand(about);
      return { name, about };
    }
    case 'devices':
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
  const allowed = [...Object.keys(COMMON_OPTIONS), ...COMMANDS[first].options];
  const options = Object.fromEntries(Object.entries(OPTIONS).filter(([option]) => allowed.includes(option)));
  let values: OptionValues;
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
