import type { ImportOptions, Inspection, SourceKind } from '@shared/contract/import';
import { histogramOf } from '@shared/metrics/histogram';
import { PARTS } from '../import/content-fingerprint';
import { naturalOrder } from '../import/natural-order';
import { isGap, isMissing, numberIn, textIn } from './cell';
import { isUsable, keyOf } from './column-profile';
import { readHead, type TableHead } from './head-of-table';
import { partOfWord } from './split-words';
import { dateNotes } from './date-columns';
import { leaveTextsOut } from './table-features';
import { planTable, type PlannedColumn } from './table-plan';
import type { TableSource } from './table-source';
import { taskOf } from './table-target';

/** Rows that are shown as they are. */
const SHOWN_ROWS = 20;
const SHOWN_COLUMNS = 200;
const MOST_CLASSES_SHOWN = 256;

const listed = new Intl.ListFormat('en');

function reportsOf({ rows, profiles }: TableHead, columns: readonly PlannedColumn[], source: TableSource) {
  return columns.map(({ role, type }, index) => {
    const numbers = function* () {
      for (const row of rows) {
        if (row.length !== columns.length || isMissing(row[index]!, source.rules)) continue;
        const value = numberIn(row[index]!, source.rules);
        if (isUsable(value)) yield value;
      }
    };
    return profiles[index]!.report(role, type, type === 'number' ? histogramOf(numbers()) : null);
  });
}

function classesOf({ rows }: TableHead, columns: readonly PlannedColumn[], { rules }: TableSource) {
  const index = columns.findIndex(({ role }) => role === 'target');
  const counts = new Map<string, number>();
  for (const row of rows) {
    const cell = row[index];
    if (row.length !== columns.length || cell === undefined) continue;
    const isNumber = columns[index]!.type === 'number';
    if (isNumber ? isGap(cell, rules) : isMissing(cell, rules)) continue;
    const text = isNumber ? String(numberIn(cell, rules)) : keyOf(cell);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts.keys()]
    .toSorted(naturalOrder)
    .slice(0, MOST_CLASSES_SHOWN)
    .map((name) => ({ name, count: counts.get(name)! }));
}

function splitsOf({ profiles }: TableHead, columns: readonly PlannedColumn[]): Inspection['splits'] {
  const index = columns.findIndex(({ role }) => role === 'split');
  if (index === -1) return ['train'];
  const found = new Set([...profiles[index]!.counts.keys()].map(partOfWord));
  return PARTS.filter((part) => found.has(part));
}

/** What a table would be imported as, by its first rows. @throws DataError when it cannot be read */
export async function inspectTable(
  source: TableSource,
  options: ImportOptions,
  described: { kind: SourceKind; name: string; format: string },
  signal?: AbortSignal,
): Promise<Inspection> {
  const head = await readHead(source, signal);
  const columns = planTable(head.profiles, options.table.columns, source.path);
  const leftOut = leaveTextsOut(columns, head.profiles);
  const targets = columns.filter(({ role }) => role === 'target');
  const targetAt = columns.findIndex(({ role }) => role === 'target');
  const task = taskOf(targets, head.profiles[targetAt], options.table.task);
  const uneven = head.rows.filter(({ length }) => length !== columns.length).length;
  const estimate = head.share > 0 ? Math.round(head.rows.length / head.share) : head.rows.length;
  const count = source.count ?? (head.isWhole ? head.rows.length : estimate);
  const isWhole = head.isWhole || source.count !== undefined;
  const rows = count.toLocaleString('en');
  const what = task === 'classification' ? 'the class' : 'the value';
  return {
    path: source.path,
    kind: described.kind,
    name: described.name,
    summary: `${described.format} with ${isWhole ? '' : 'about '}${rows} rows of ${columns.length.toLocaleString('en')} columns, of which ${listed.format(targets.map(({ name }) => `"${name}"`))} is ${what} to predict`,
    count,
    isWhole,
    splits: splitsOf(head, columns),
    classes: task === 'classification' ? classesOf(head, columns, source) : [],
    task,
    columns: reportsOf(head, columns, source),
    delimiter: source.delimiter,
    header: source.header,
    rows: head.rows
      .slice(0, SHOWN_ROWS)
      .map((row) =>
        row.slice(0, SHOWN_COLUMNS).map((cell) => (cell === null ? '' : textIn(cell).slice(0, 200))),
      ),
    sizes: [],
    isGrey: null,
    arrays: [],
    warnings: [
      ...source.notes,
      ...leftOut,
      ...dateNotes(columns, head.profiles),
      ...(uneven > 0
        ? [
            `${uneven.toLocaleString('en')} of the first ${head.rows.length.toLocaleString('en')} rows have another number of columns than ${columns.length}, and would be set aside.`,
          ]
        : []),
    ],
  };
}
