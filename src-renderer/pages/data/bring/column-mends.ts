import type { ColumnChoice, ColumnReport, Inspection } from '@shared/contract/import';
import type { Mend, Problem } from '@shared/spec/problem';
import { count, counted, percent } from '../../../format/numbers';
import { withChoice, withTarget } from './column-choices';

/** Fewer values say little: all may differ, or be alike, by chance. */
const VALUES_THAT_TELL = 20;
/** A column of which more is missing says little. */
const MOSTLY_MISSING = 0.5;
/** As the import has it. */
const MOST_CATEGORIES = 100;
/** Columns that are named at a time. */
const NAMED = 3;

export const doubt = (path: string, message: string, ...mends: Mend[]): Problem => ({
  severity: 'warning',
  path,
  message,
  mends,
});

const choosing = (label: string, choices: readonly ColumnChoice[]): Mend => ({
  label,
  changes: [{ path: 'table.columns', value: choices.map((choice) => ({ ...choice })) }],
});

/** Whether each row has another value, and numbers are 1, 2, 3 and so on. */
export function numbersItsRows({ type, values, missing, distinct, histogram }: ColumnReport): boolean {
  if (values < VALUES_THAT_TELL || missing > 0 || distinct < values) return false;
  return type === 'category' || (histogram !== null && histogram.max - histogram.min === values - 1);
}

const quoted = (columns: readonly ColumnReport[]): string => {
  const named = columns.slice(0, NAMED).map(({ name }) => `“${name}”`);
  const more = columns.length - named.length;
  return new Intl.ListFormat('en').format([...named, ...(more > 0 ? [`${count(more)} more`] : [])]);
};

function leaveOut(
  columns: readonly ColumnReport[],
  choices: readonly ColumnChoice[],
  role: 'ignore' | 'id' = 'ignore',
): Mend {
  const without = columns.reduce((all, { name }) => withChoice(all, name, { role }), [...choices]);
  return choosing(columns.length === 1 ? 'Leave it out' : `Leave ${columns.length} columns out`, without);
}

/** What is doubtful about the columns that are learnt from, each with a mend. */
export function featureDoubts(
  { columns }: Pick<Inspection, 'columns'>,
  choices: readonly ColumnChoice[],
  missing: 'fill' | 'set-aside',
): Problem[] {
  const features = columns.filter(({ role }) => role === 'feature');
  const doubts: Problem[] = [];
  const about = (found: readonly ColumnReport[], words: string, role?: 'ignore' | 'id') => {
    // With nothing left there would be nothing to learn from.
    if (found.length === 0 || found.length === features.length) return;
    doubts.push(doubt('table.columns', `${quoted(found)} ${words}`, leaveOut(found, choices, role)));
  };
  const chosen = (name: string) =>
    choices.some((choice) => choice.name === name && choice.role === 'feature');
  const [many, others] = [
    features.filter(
      (column) => column.type === 'category' && column.distinct > MOST_CATEGORIES && chosen(column.name),
    ),
    features.filter((column) => column.type === 'number' || column.distinct <= MOST_CATEGORIES),
  ];
  const s = (found: readonly unknown[], one: string, several: string) => (found.length === 1 ? one : several);
  about(
    many,
    `${s(many, 'has', 'have')} more than ${MOST_CATEGORIES} different texts, which cannot be learnt as categories.`,
  );
  const numbering = others.filter(numbersItsRows);
  about(
    numbering,
    `${s(numbering, 'has', 'have')} another value in each row, as a row’s number has: a model learns rows by heart with it.`,
    'id',
  );
  const same = others.filter(
    ({ distinct, missing: gaps, values }) => distinct <= 1 && gaps === 0 && values >= VALUES_THAT_TELL,
  );
  about(
    same,
    `${s(same, 'is', 'are')} the same in every row that was looked at, so that nothing is learnt from ${s(same, 'it', 'them')}.`,
  );
  const sparse = others.filter(({ missing: gaps, values }) => gaps > MOSTLY_MISSING * (gaps + values));
  const share = (column: ColumnReport) => column.missing / (column.missing + column.values);
  about(
    sparse,
    `${s(sparse, 'is', 'are')} missing in ${sparse.length === 1 ? percent(share(sparse[0]!)) : 'most'} of the rows.`,
  );
  const filled = others.filter(
    (column) => column.type === 'number' && column.missing > 0 && !sparse.includes(column),
  );
  if (filled.length > 0 && missing === 'fill') {
    doubts.push(
      doubt(
        'table.missing',
        `Numbers are missing in ${counted(filled.length, 'column')}: they are filled in by each column’s rule.`,
        { label: 'Set those rows aside instead', changes: [{ path: 'table.missing', value: 'set-aside' }] },
      ),
    );
  }
  return doubts;
}

/** Mends that choose another column to be predicted; the last columns first, where it usually is. */
export function otherTargets(
  { columns }: Pick<Inspection, 'columns'>,
  choices: readonly ColumnChoice[],
): Mend[] {
  const fit = columns.filter(
    (column) => column.role === 'feature' && column.distinct > 1 && !numbersItsRows(column),
  );
  return fit
    .toReversed()
    .slice(0, NAMED)
    .map(({ name }) => choosing(`Predict “${name}”`, withTarget(choices, columns, name)));
}
