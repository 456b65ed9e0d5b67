import { MOST_CLASSES } from '@shared/contract/dataset';
import type { ImportOptions, Inspection } from '@shared/contract/import';
import type { Mend, Problem } from '@shared/spec/problem';
import { count } from '../../../format/numbers';
import { doubt, featureDoubts, numbersItsRows, otherTargets } from './column-mends';

/** So few different numbers may be classes, though they were taken for values. */
const FEW = 50;
/** Each of them this often at least. */
const OFTEN = 5;
const DELIMITERS = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
] as const;
/** Rows that tell whether another delimiter fits. */
const ROWS_THAT_TELL = 3;

const setting = (label: string, path: string, value: string | null): Mend => ({
  label,
  changes: [{ path, value }],
});

/** Where cells of all rows still have the same number of another delimiter in them, that one was meant. */
function delimiterDoubts({ kind, rows, delimiter, columns }: Inspection): Problem[] {
  if (kind !== 'text-table' || rows.length < ROWS_THAT_TELL) return [];
  for (const [other, name] of DELIMITERS) {
    if (other === delimiter) continue;
    const parts = rows.map((row) => row.join('').split(other).length - 1);
    if (parts[0]! < columns.length || parts.some((number) => number !== parts[0])) continue;
    return [
      doubt(
        'table.delimiter',
        `Each row has ${count(parts[0]!)} ${name} in it: they may be what stands between its values.`,
        setting(`Take rows apart at ${name}`, 'table.delimiter', other),
      ),
    ];
  }
  return [];
}

function targetDoubts(inspection: Inspection, { table }: ImportOptions): Problem[] {
  const targets = inspection.columns.filter(({ role }) => role === 'target');
  const [target] = targets;
  if (target === undefined || targets.length > 1) return [];
  const { name, type, distinct, values } = target;
  const others = otherTargets(inspection, table.columns);
  const asValues = setting('Predict a value', 'table.task', 'regression');
  const asClasses = setting('Predict a class', 'table.task', 'classification');
  if (inspection.task === 'regression' && type === 'category') {
    return [
      doubt('table.task', `“${name}” holds text, of which no values can be predicted.`, asClasses, ...others),
    ];
  }
  if (numbersItsRows(target)) {
    const words = `“${name}” has another value in each row, as a row’s number has: is it what you want to predict?`;
    return [doubt('table.columns', words, ...others)];
  }
  if (inspection.task === 'classification' && distinct > MOST_CLASSES) {
    const words = `“${name}” has ${count(distinct)} different values, but ${MOST_CLASSES} classes are the most.`;
    return [doubt('table.columns', words, ...(type === 'number' ? [asValues] : []), ...others)];
  }
  if (
    inspection.task === 'regression' &&
    table.task === undefined &&
    distinct <= FEW &&
    values >= OFTEN * distinct
  ) {
    const words = `“${name}” has only ${count(distinct)} different numbers: they may be classes.`;
    return [doubt('table.task', words, asClasses)];
  }
  return [];
}

/** What a person can do about what was found, beside what the look itself says: each with mends that look again. */
export function sourceDoubts(inspection: Inspection, options: ImportOptions): Problem[] {
  if (inspection.kind !== 'text-table' && inspection.kind !== 'parquet') return [];
  const { table } = options;
  return [
    ...delimiterDoubts(inspection),
    ...targetDoubts(inspection, options),
    ...featureDoubts(inspection, table.columns, table.missing),
  ];
}

/** Ways on where a look was refused: what was chosen is given up, or the delimiter is said. */
export function mendsOfRefusal(path: string, options: ImportOptions | undefined): Mend[] {
  if (!options) return [];
  const { as, table } = options;
  const mends: Mend[] = [];
  if (table.delimiter !== undefined) mends.push(setting('Find the delimiter', 'table.delimiter', null));
  if (path === 'table.columns' && table.columns.length > 0) {
    mends.push({ label: 'Take all columns as found', changes: [{ path: 'table.columns', value: [] }] });
  } else if (path === 'table.columns' && table.delimiter === undefined) {
    for (const [delimiter, name] of DELIMITERS)
      mends.push(setting(`Take rows apart at ${name}`, 'table.delimiter', delimiter));
  }
  if (as !== undefined) mends.push(setting('Read it as what it looks like', 'as', null));
  return mends;
}
