import { positionals, RUN } from './positionals';
import { UsageError } from './usage-error';

/** A new learning rate, or by what the one there is multiplied. */
export type RateChange = { to: number } | { times: number };

/** What a command does to a run that trains or waits, to the queue, or to what was discarded. */
export type ControlCommand =
  | { name: 'pause' | 'discard'; run: string }
  | { name: 'stop'; run: string; when: 'now' | 'after-epoch' | 'not' }
  | {
      name: 'change';
      run: string;
      learningRate: RateChange | undefined;
      epochs: number | undefined;
      schedule: 'stretch' | 'keep';
    }
  | { name: 'queue'; action: 'list' | 'hold' | 'release' | 'go-on' }
  | { name: 'queue-move'; run: string; to: 'up' | 'down' | 'front' }
  | { name: 'bin-list' }
  | { name: 'bin-restore'; run: string }
  | { name: 'bin-empty'; yes: boolean };

const unknownAction = (command: string, action: string, known: string) =>
  new UsageError(`${command} knows ${known}, not "${action}": see \`trainyard help ${command}\`.`);

/** What a spec allows. */
const MOST_RATE = 10;

function rateChange(text: string): RateChange {
  const value = Number(text.replace(/^x/, ''));
  if (Number.isFinite(value) && value > 0) {
    if (text.startsWith('x')) return { times: value };
    if (value <= MOST_RATE) return { to: value };
    throw new UsageError(`--learning-rate must be at most ${MOST_RATE}, not ${text}.`, '--learning-rate');
  }
  throw new UsageError(
    `--learning-rate must be a rate such as 0.0005, or a factor such as x0.5, not "${text}".`,
    '--learning-rate',
  );
}

export function stopArguments(
  run: string,
  values: { 'after-epoch'?: boolean | undefined; 'go-on'?: boolean | undefined },
): ControlCommand {
  const { 'after-epoch': afterEpoch = false, 'go-on': goesOn = false } = values;
  if (afterEpoch && goesOn) {
    throw new UsageError('stop takes --after-epoch, or --go-on to take that back, not both.', '--go-on');
  }
  return { name: 'stop', run, when: afterEpoch ? 'after-epoch' : goesOn ? 'not' : 'now' };
}

export function changeArguments(
  run: string,
  values: {
    'learning-rate'?: string | undefined;
    epochs?: string | undefined;
    schedule?: string | undefined;
  },
): ControlCommand {
  const { 'learning-rate': rate, epochs, schedule = 'stretch' } = values;
  if (rate === undefined && epochs === undefined) {
    throw new UsageError('change needs --learning-rate or --epochs: see `trainyard help change`.');
  }
  if (schedule !== 'stretch' && schedule !== 'keep') {
    throw new UsageError(`--schedule must be stretch or keep, not "${schedule}".`, '--schedule');
  }
  if (epochs !== undefined && !/^[1-9]\d{0,5}$/.test(epochs)) {
    throw new UsageError(`--epochs must be a whole number from 1 on, not "${epochs}".`, '--epochs');
  }
  return {
    name: 'change',
    run,
    learningRate: rate === undefined ? undefined : rateChange(rate),
    epochs: epochs === undefined ? undefined : Number(epochs),
    schedule,
  };
}

export function queueArguments(given: string[]): ControlCommand {
  const [action = 'list', ...rest] = given;
  switch (action) {
    case 'list':
    case 'hold':
    case 'release':
    case 'go-on':
      positionals(`queue ${action}`, rest, []);
      return { name: 'queue', action };
    case 'up':
    case 'down':
    case 'front':
      return { name: 'queue-move', to: action, run: positionals(`queue ${action}`, rest, [RUN])[0]! };
    default:
      throw unknownAction('queue', action, 'list, hold, release, go-on, up, down and front');
  }
}

export function binArguments(given: string[], yes: boolean): ControlCommand {
  const [action = 'list', ...rest] = given;
  switch (action) {
    case 'list':
      positionals('bin list', rest, []);
      return { name: 'bin-list' };
    case 'restore':
      return { name: 'bin-restore', run: positionals('bin restore', rest, ['a run (its id or name)'])[0]! };
    case 'empty':
      positionals('bin empty', rest, []);
      return { name: 'bin-empty', yes };
    default:
      throw unknownAction('bin', action, 'list, restore and empty');
  }
}
