import type { DatasetSummary } from '@shared/contract/dataset';
import type { ColumnReport, ImportReport } from '@shared/contract/import';
import { widthOf } from '@shared/data/layout';
import { histogramOf } from '@shared/metrics/histogram';
import { amount } from '../../../format/numbers';
import type { Sample } from '../../../format/samples';

/** A column as it is shown: what it holds of a sample, in words, or nothing where it is missing. */
export interface ShownColumn {
  name: string;
  type: 'number' | 'category';
  isTarget: boolean;
  /** whether it names samples, and is shown to no model */
  isId?: boolean;
  /** undefined where it is missing */
  text: (sample: Sample) => string | undefined;
  /** undefined where it is missing, or no number */
  number: (sample: Sample) => number | undefined;
}

const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? undefined : value);
const numberText = (value: number | undefined) => (value === undefined ? undefined : amount(value));

function numberColumn(
  name: string,
  isTarget: boolean,
  of: (sample: Sample) => number | undefined,
): ShownColumn {
  const number = (sample: Sample) => known(of(sample));
  return { name, type: 'number', isTarget, number, text: (sample) => numberText(number(sample)) };
}

function featureColumns({ input }: Pick<DatasetSummary, 'input'>): ShownColumn[] {
  if (input.type !== 'table') {
    const count = input.shape.reduce((product, length) => product * length, 1);
    return Array.from({ length: count }, (_, at) =>
      numberColumn(`${at + 1}`, false, ({ numbers }) => numbers[at]),
    );
  }
  let from = 0;
  return input.columns.map((column) => {
    const at = from;
    from += widthOf(column);
    if (column.type === 'number') return numberColumn(column.name, false, ({ numbers }) => numbers[at]);
    const { name, categories } = column;
    return {
      name,
      type: 'category',
      isTarget: false,
      number: () => undefined,
      text: ({ numbers }) => categories.find((_, place) => numbers[at + place] === 1),
    };
  });
}

function targetColumns({ target }: Pick<DatasetSummary, 'target'>): ShownColumn[] {
  if (target.type === 'values') {
    return target.names.map((name, at) => numberColumn(name, true, ({ values }) => values[at]));
  }
  return [
    {
      name: 'class',
      type: 'category',
      isTarget: true,
      number: () => undefined,
      text: ({ label }) => target.names[label],
    },
  ];
}

/** What a model is to say first, then what it is shown. */
export const shownColumns = (dataset: Pick<DatasetSummary, 'input' | 'target'>): ShownColumn[] => [
  ...targetColumns(dataset),
  ...featureColumns(dataset),
];

/** What names the samples of a dataset, where anything does. */
export const idColumns = ({ idColumns: names = [] }: Pick<DatasetSummary, 'idColumns'>): ShownColumn[] =>
  names.map((name, at) => ({
    name,
    type: 'category',
    isTarget: false,
    isId: true,
    number: () => undefined,
    text: ({ ids }) => ids?.[at] || undefined,
  }));

/** What stands in the head of a column. */
export type ColumnDigest = Pick<ColumnReport, 'missing' | 'histogram' | 'commonest'> & { values: number };

/** Counted from these samples, where the import wrote nothing down. */
function countedFrom(column: ShownColumn, samples: readonly Sample[]): ColumnDigest {
  const texts = samples.map((sample) => column.text(sample));
  const missing = texts.filter((text) => text === undefined).length;
  const values = texts.length - missing;
  if (column.type === 'number') {
    const numbers = samples.map((sample) => column.number(sample) ?? Number.NaN);
    return { values, missing, histogram: histogramOf(numbers), commonest: [] };
  }
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  const commonest = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  return { values, missing, histogram: null, commonest: commonest.slice(0, 20) };
}

/** As the import's report tells it, else counted. */
export function digestOf(
  column: ShownColumn,
  report: Pick<ImportReport, 'columns'> | null | undefined,
  samples: readonly Sample[],
): ColumnDigest {
  const found = report?.columns.find(
    ({ name, role }) =>
      (role === 'target') === column.isTarget &&
      (name === column.name || (column.isTarget && column.name === 'class')),
  );
  return found ?? countedFrom(column, samples);
}
