import type { Fill } from '@shared/contract/dataset';
import type { ColumnChoice, ColumnRole, ColumnType } from '@shared/contract/import';
import { DataError } from '../data-error';
import type { ColumnProfile } from './column-profile';
import { partOfWord } from './split-words';

/** How a column is taken. */
export interface PlannedColumn {
  name: string;
  role: ColumnRole;
  type: ColumnType;
  fill: Fill;
  /** by a person, so that it is not changed by what is found later */
  isRoleChosen: boolean;
  isTypeChosen: boolean;
}

const TARGET_NAME =
  /^(?:target|targets|label|labels|class|classes|y|species|outcome|diagnosis|response|survived|quality|price|medv|progression)$/i;
const SPLIT_NAME = /^(?:split|set|part|subset|partition|fold)$/i;
const ID_NAME = /(?:^|[\W_])(?:id|ids|index|idx|uuid|guid|key|number|no|row name)$/i;
const CAMEL_ID_NAME = /[a-z](?:Id|ID)$/;
/** What pandas calls the index that it wrote, and we a column without a name. */
const NO_NAME = /^(?:unnamed.*|column 1)$/i;
/** Fewer rows say little: everything may differ by chance. */
const ROWS_THAT_TELL = 20;

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 20).map((name) => `"${name}"`);
  return names.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
};

/** Whether a column seems to number or name its rows. */
export function looksLikeId(profile: ColumnProfile, type: ColumnType): boolean {
  if (profile.rows < ROWS_THAT_TELL || profile.missingAs(type) > 0 || !profile.isAllDifferent) return false;
  if (type === 'category') return true;
  const { name } = profile;
  if (profile.isCounting && NO_NAME.test(name)) return true;
  return profile.isWhole && (ID_NAME.test(name) || CAMEL_ID_NAME.test(name));
}

function looksLikeSplit({ name, counts, isOverfull, missing }: ColumnProfile): boolean {
  if (!SPLIT_NAME.test(name) || isOverfull || missing > 0 || counts.size === 0) return false;
  return [...counts.keys()].every((text) => partOfWord(text) !== undefined);
}

/** @throws DataError when a choice names a column that is not there */
function checkChoices(choices: readonly ColumnChoice[], names: readonly string[], path: string): void {
  for (const { name } of choices) {
    if (names.includes(name)) continue;
    throw new DataError(`${path} has no column "${name}": it has ${listed(names)}.`, 'options.table.columns');
  }
}

/**
 * What each column is for and how it is read: as a person chose, else by the names and values of the first rows.
 *
 * @param profiles of the first rows, one for each column in order
 * @param path for messages
 * @throws DataError when the choices do not fit the columns
 */
export function planTable(
  profiles: readonly ColumnProfile[],
  choices: readonly ColumnChoice[],
  path: string,
): PlannedColumn[] {
  checkChoices(
    choices,
    profiles.map(({ name }) => name),
    path,
  );
  const columns = profiles.map((profile): PlannedColumn => {
    const choice = choices.findLast(({ name }) => name === profile.name);
    return {
      name: profile.name,
      role: choice?.role ?? 'feature',
      type: choice?.type ?? (profile.looksNumeric ? 'number' : 'category'),
      fill: choice?.fill ?? 'mean',
      isRoleChosen: choice?.role !== undefined,
      isTypeChosen: choice?.type !== undefined,
    };
  });
  const has = (role: ColumnRole) => columns.some((column) => column.role === role);
  const open = () => columns.filter(({ isRoleChosen, role }) => !isRoleChosen && role === 'feature');
  const profileOf = (column: PlannedColumn) => profiles[columns.indexOf(column)]!;

  for (const role of ['split', 'group'] as const) {
    const its = columns.filter((column) => column.role === role);
    if (its.length > 1) {
      throw new DataError(
        `${listed(its.map(({ name }) => name))} are all to be the ${role} column of ${path}: choose one.`,
        'options.table.columns',
      );
    }
  }
  if (!has('split')) {
    const split = open().find((column) => looksLikeSplit(profileOf(column)));
    if (split) split.role = 'split';
  }
  if (!has('target')) {
    const named = open().findLast(({ name }) => TARGET_NAME.test(name));
    const others = open().filter((column) => !looksLikeId(profileOf(column), column.type));
    const last = (others.length > 0 ? others : open()).findLast((column) => profileOf(column).values > 0);
    const target = named ?? last;
    if (target) target.role = 'target';
  }
  const features = columns.filter(({ role }) => role === 'feature');
  const ids = open().filter((column) => looksLikeId(profileOf(column), column.type));
  // A row's number may be all that there is to learn from.
  if (ids.length < features.length) for (const column of ids) column.role = 'id';
  if (!has('target')) {
    throw new DataError(
      `${path} has no column to predict: choose one as the target.`,
      'options.table.columns',
    );
  }
  if (!has('feature')) {
    throw new DataError(
      `${path} has no column to learn from besides the target: take another delimiter, or choose columns as features.`,
      'options.table.columns',
    );
  }
  return columns;
}
