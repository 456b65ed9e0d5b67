import { positionals } from './positionals';
import { sourceKindSchema, type ColumnChoice, type ImportRequest } from '@shared/contract/import';
import { wholeNumber } from './train-arguments';
import { UsageError } from './usage-error';

/** What a command does with datasets. */
export type DataCommand =
  | { name: 'data-list' | 'data-catalog' }
  | { name: 'data-import' | 'data-check'; request: DataRequest }
  | { name: 'data-show' | 'data-remove'; dataset: string }
  | { name: 'data-fetch'; entry: string; mirror: string | undefined };

export type DataRequest = Pick<ImportRequest, 'path'> & {
  name?: string;
  options: Partial<Omit<ImportRequest['options'], 'pictures' | 'table' | 'arrays'>> & {
    pictures?: Partial<ImportRequest['options']['pictures']>;
    table?: Partial<ImportRequest['options']['table']>;
    arrays?: Partial<ImportRequest['options']['arrays']>;
  };
};

/** Options of `data` beside those of all commands. */
export const DATA_OPTIONS = {
  as: { type: 'string' },
  inputs: { type: 'string' },
  target: { type: 'string', multiple: true },
  split: { type: 'string' },
  group: { type: 'string' },
  ignore: { type: 'string', multiple: true },
  id: { type: 'string', multiple: true },
  task: { type: 'string' },
  'test-fraction': { type: 'string' },
  size: { type: 'string' },
  resize: { type: 'string' },
  grey: { type: 'boolean' },
  color: { type: 'boolean' },
  missing: { type: 'string' },
  duplicates: { type: 'string' },
  exclude: { type: 'string', multiple: true },
  mirror: { type: 'string' },
} as const;

interface Values {
  name?: string | undefined;
  as?: string | undefined;
  inputs?: string | undefined;
  target?: string[] | undefined;
  split?: string | undefined;
  group?: string | undefined;
  ignore?: string[] | undefined;
  id?: string[] | undefined;
  task?: string | undefined;
  'test-fraction'?: string | undefined;
  seed?: string | undefined;
  size?: string | undefined;
  resize?: string | undefined;
  grey?: boolean | undefined;
  color?: boolean | undefined;
  missing?: string | undefined;
  duplicates?: string | undefined;
  exclude?: string[] | undefined;
  mirror?: string | undefined;
}

const spelled = new Intl.ListFormat('en', { type: 'disjunction' });

/** One of some words; undefined where the option was not given. */
function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  words: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  throw new UsageError(`${option} must be ${spelled.format(words)}, not "${text}".`, option);
}

/** Names of columns or the like, with commas between them or in several options. */
export const separated = (texts: readonly string[] = []): string[] =>
  texts.flatMap((text) => text.split(',').map((name) => name.trim())).filter((name) => name !== '');

/** Rows, separated by commas, or the path of a file, which may have commas in it. */
const excluded = (texts: readonly string[] = []): string[] =>
  texts.flatMap((text) => (/^[\d,\s]+$/.test(text) ? separated([text]) : [text]));

function columnChoices({ target, split, group, ignore, id }: Values): ColumnChoice[] {
  const choices: ColumnChoice[] = [];
  const add = (role: ColumnChoice['role'], names: readonly string[]) => {
    for (const name of names) {
      if (choices.some((choice) => choice.name === name)) {
        throw new UsageError(`Column "${name}" is given two roles: take one of them away.`, `--${role}`);
      }
      choices.push({ name, role });
    }
  };
  add('target', separated(target));
  add('split', split === undefined ? [] : [split]);
  add('group', group === undefined ? [] : [group]);
  add('ignore', separated(ignore));
  add('id', separated(id));
  return choices;
}

function pictureSize(text: string | undefined): { height?: number; width?: number } {
  if (text === undefined) return {};
  const [, height, width] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  const sides = [Number(height), Number(width)];
  if (sides.every((side) => side >= 1 && side <= 1024)) return { height: sides[0]!, width: sides[1]! };
  throw new UsageError(
    `--size must be height and width, such as 28x28, up to 1024x1024, not "${text}".`,
    '--size',
  );
}

function testFraction(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= 0.9) return value;
  throw new UsageError(`--test-fraction must be a share from 0 to 0.9, not "${text}".`, '--test-fraction');
}

/** What was typed about how to read a path. */
function requestOf(path: string, values: Values): DataRequest {
  const { name, grey, color, seed } = values;
  const as = oneOf('--as', values.as, sourceKindSchema.options);
  const task = oneOf('--task', values.task, ['classification', 'regression'] as const);
  const missing = oneOf('--missing', values.missing, ['fill', 'set-aside'] as const);
  const resize = oneOf('--resize', values.resize, ['stretch', 'fit', 'crop'] as const);
  const duplicates = oneOf('--duplicates', values.duplicates, ['keep', 'one-part', 'once'] as const);
  const exclude = excluded(values.exclude);
  const share = testFraction(values['test-fraction']);
  if (grey === true && color === true) {
    throw new UsageError('--grey and --color contradict each other: give one of them.', '--grey');
  }
  const colors = grey === true ? 'grey' : color === true ? 'color' : undefined;
  // Arrays have names instead of columns.
  const isNpz = as === 'arrays' || (as === undefined && /\.npz$/i.test(path));
  const targets = separated(values.target);
  const columns = columnChoices(isNpz ? { ...values, target: undefined } : values);
  return {
    path,
    ...(name !== undefined && { name }),
    options: {
      ...(as && { as }),
      ...(share !== undefined && { testFraction: share }),
      ...(duplicates && { duplicates }),
      ...(exclude.length > 0 && { exclude }),
      ...(seed !== undefined && { seed: wholeNumber('--seed', seed, Number.MAX_SAFE_INTEGER) }),
      pictures: { ...pictureSize(values.size), ...(resize && { resize }), ...(colors && { colors }) },
      table: { columns, ...(task && { task }), ...(missing && { missing }) },
      arrays: {
        ...(values.inputs !== undefined && { inputs: values.inputs }),
        ...(isNpz && targets[0] !== undefined && { targets: targets[0] }),
        ...(task && { task }),
      },
    },
  };
}

const ACTIONS = ['list', 'show', 'import', 'check', 'remove', 'catalog', 'fetch'] as const;

/** Reads what was typed after `trainyard data`. @throws {UsageError} one sentence that names what is wrong */
export function dataArguments(given: string[], values: Values): DataCommand {
  const [action, ...rest] = given;
  const one = (what: string) => positionals(`data ${action}`, rest, [what])[0]!;
  switch (ACTIONS.find((each) => each === action)) {
    case 'list':
      positionals('data list', rest, []);
      return { name: 'data-list' };
    case 'catalog':
      positionals('data catalog', rest, []);
      return { name: 'data-catalog' };
    case 'show':
      return { name: 'data-show', dataset: one('a dataset (its id or name)') };
    case 'remove':
      return { name: 'data-remove', dataset: one('a dataset (its id or name)') };
    case 'import':
      return { name: 'data-import', request: requestOf(one('a file or folder'), values) };
    case 'check':
      return { name: 'data-check', request: requestOf(one('a file or folder'), values) };
    case 'fetch':
      return { name: 'data-fetch', entry: one('an entry of `data catalog`'), mirror: values.mirror };
    default:
      throw new UsageError(
        `data needs ${spelled.format(ACTIONS.map((each) => `"${each}"`))}${action === undefined ? '' : `, not "${action}"`}: see \`trainyard help data\`.`,
      );
  }
}
