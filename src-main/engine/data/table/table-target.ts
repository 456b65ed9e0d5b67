import { MOST_CLASSES, MOST_VALUES, type DatasetTarget } from '@shared/contract/dataset';
import type { ImportOptions } from '@shared/contract/import';
import { DataError } from '../data-error';
import { naturalOrder } from '../import/natural-order';
import { rowName } from './table-source';
import type { ColumnProfile } from './column-profile';
import type { Survey } from './survey-table';
import type { PlannedColumn } from './table-plan';

export type Task = 'classification' | 'regression';
const FIELD = 'options.table.columns';

/** Whole numbers are classes where they are so few. */
const FEW = 20;

/** Whether a target is classes or values, where nobody said it. */
export function taskOf(
  targets: readonly PlannedColumn[],
  profile: ColumnProfile | undefined,
  asked: Task | undefined,
): Task {
  if (asked !== undefined) return asked;
  if (targets.length > 1) return 'regression';
  if (targets[0]?.type === 'category' || profile === undefined) return 'classification';
  const isFew = profile.distinctNumbers <= Math.min(FEW, Math.max(2, profile.values / 2));
  return profile.isWhole && isFew && !profile.isOverfull ? 'classification' : 'regression';
}

const quoted = (columns: readonly PlannedColumn[]) => columns.map(({ name }) => `"${name}"`).join(', ');

function valuesOf(targets: readonly PlannedColumn[], path: string): DatasetTarget {
  const texts = targets.filter(({ type }) => type !== 'number');
  if (texts.length > 0) {
    throw new DataError(
      `${quoted(texts)} of ${path} holds text, of which no values can be predicted: choose classification, or another target.`,
      FIELD,
    );
  }
  if (targets.length > MOST_VALUES) {
    throw new DataError(
      `${path} has ${targets.length} targets, but ${MOST_VALUES} is the most: choose fewer.`,
      FIELD,
    );
  }
  return { type: 'values', names: targets.map(({ name }) => name) };
}

/** Sets rows aside whose class has no other: it could not be both learnt and tested. */
function setSinglesAside({ classes, isOut, codes, collector, rows }: Survey, name: string): Set<number> {
  const counts = new Int32Array(codes.size);
  for (let row = 0; row < rows; row++)
    if (isOut.at(row) === 0 && classes.at(row) >= 0) counts[classes.at(row)]!++;
  const texts = [...codes.keys()];
  for (let row = 0; row < rows; row++) {
    const code = classes.at(row);
    if (isOut.at(row) === 1 || code < 0 || counts[code] !== 1) continue;
    isOut.set(row, 1);
    collector.setAside(
      'class with one sample',
      rowName(row),
      `column "${name}" says "${texts[code]}" in no other row`,
    );
  }
  return new Set([...counts.entries()].flatMap(([code, count]) => (count > 1 ? [code] : [])));
}

export interface FoundTarget {
  target: DatasetTarget;
  /** the class of each code of the survey; empty for values */
  classOf: Map<number, number>;
}

/**
 * What is to be predicted. Rows whose class has one sample are set aside in the survey.
 *
 * @throws DataError when the target column is unfit for it
 */
export function findTarget(
  columns: readonly PlannedColumn[],
  survey: Survey,
  task: ImportOptions['table']['task'],
  path: string,
): FoundTarget {
  const targets = columns.filter(({ role }) => role === 'target');
  const index = columns.findIndex(({ role }) => role === 'target');
  const profile = survey.profiles[index];
  if (taskOf(targets, profile, task) === 'regression') {
    return { target: valuesOf(targets, path), classOf: new Map() };
  }
  const [column, ...others] = targets;
  if (column === undefined || others.length > 0) {
    throw new DataError(`${path} has several targets, ${quoted(targets)}: choose one for classes.`, FIELD);
  }
  const before = survey.rows - survey.collector.setAsideCount;
  if (before === 0) {
    throw new DataError(
      `Nothing is left of ${path}: all of its ${survey.rows.toLocaleString('en')} rows were set aside, for "${survey.collector.commonestReason ?? 'no rows'}". Look at its columns with \`data check\`.`,
      'path',
    );
  }
  if (survey.codes.size > MOST_CLASSES) {
    const many = survey.codes.size.toLocaleString('en');
    throw new DataError(
      `Column "${column.name}" of ${path} has ${many} or more different values, but ${MOST_CLASSES} classes is the most: choose another target${column.type === 'number' ? ', or regression' : ''}.`,
      FIELD,
    );
  }
  const kept = setSinglesAside(survey, column.name);
  const texts = [...survey.codes].filter(([, code]) => kept.has(code));
  if (texts.length < 2) {
    throw new DataError(
      `Column "${column.name}" of ${path} has ${texts.length === 1 ? 'one class only' : 'no class of two rows'}: a network needs at least two to tell apart. Choose another target${column.type === 'number' ? ', or regression' : ''}.`,
      FIELD,
    );
  }
  const names = texts.map(([text]) => text).toSorted(naturalOrder);
  const classOf = new Map(texts.map(([text, code]) => [code, names.indexOf(text)]));
  return { target: { type: 'classes', names }, classOf };
}
