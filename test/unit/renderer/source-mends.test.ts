import { describe, expect, it } from 'vitest';
import {
  importOptionsSchema,
  inspectionSchema,
  type ColumnReport,
  type ImportOptions,
} from '@shared/contract/import';
import { withValueAt } from '@shared/spec/path';
import { mendsOfRefusal, sourceDoubts } from '../../../src-renderer/pages/data/bring/source-mends';

const column = (name: string, more: Partial<ColumnReport> = {}): ColumnReport => ({
  name,
  role: 'feature',
  type: 'number',
  values: 100,
  missing: 0,
  distinct: 80,
  mean: 0,
  deviation: 1,
  histogram: { min: 0, max: 7.5, counts: [50, 50] },
  commonest: [],
  ...more,
});
const rowNumbers = { distinct: 100, histogram: { min: 1, max: 100, counts: [50, 50] } };
const price = column('price', { role: 'target' });

const table = (columns: ColumnReport[], more: object = {}) =>
  inspectionSchema.parse({
    path: '/a.csv',
    kind: 'text-table',
    name: 'a',
    summary: '',
    count: 100,
    isWhole: true,
    splits: ['train'],
    classes: [],
    task: 'regression',
    columns,
    delimiter: ',',
    ...more,
  });
const options = (given: object = {}) => importOptionsSchema.parse(given);

/** What the first mend of the only doubt makes of the options. */
function mended(found: ReturnType<typeof table>, given: ImportOptions = options()) {
  const doubts = sourceDoubts(found, given);
  expect(doubts).toHaveLength(1);
  const after = doubts[0]!.mends[0]!.changes.reduce(
    (all, { path, value }) => withValueAt(all, path, value),
    given,
  );
  return { words: doubts[0]!.message, labels: doubts[0]!.mends.map(({ label }) => label), after };
}

describe('what is found in a table is mended with a click', () => {
  it('nothing where all is well', () => {
    expect(sourceDoubts(table([column('a'), column('b'), price]), options())).toEqual([]);
  });

  it('a target that numbers its rows gives way to another column', () => {
    const { words, labels, after } = mended(
      table([column('a'), column('b'), column('no', { role: 'target', ...rowNumbers })]),
    );
    expect(words).toMatch(/“no” has another value in each row/);
    expect(labels).toEqual(['Predict “b”', 'Predict “a”']);
    expect(after.table.columns).toEqual([
      { name: 'no', role: 'feature' },
      { name: 'b', role: 'target' },
    ]);
  });

  it('few numbers are classes; text is none of values; too many classes are values', () => {
    const few = mended(table([column('a'), column('stars', { role: 'target', distinct: 15 })]));
    expect(few.after.table.task).toBe('classification');
    const text = mended(
      table([column('a'), column('kind', { role: 'target', type: 'category', distinct: 3 })]),
      options({ table: { task: 'regression' } }),
    );
    expect(text.after.table.task).toBe('classification');
    const many = mended(
      table([column('a'), column('code', { role: 'target', values: 900, distinct: 300 })], {
        task: 'classification',
      }),
    );
    expect(many.words).toMatch(/300 different values, but 256 classes/);
    expect(many.after.table.task).toBe('regression');
  });

  it('columns that tell nothing are left out, all of a kind at once', () => {
    const numbering = mended(table([column('a'), column('nr', rowNumbers), price]));
    expect(numbering.after.table.columns).toEqual([{ name: 'nr', role: 'id' }]);
    const same = mended(
      table([column('a'), column('x', { distinct: 1 }), column('z', { distinct: 1 }), price]),
    );
    expect(same.labels).toEqual(['Leave 2 columns out']);
    expect(same.after.table.columns).toEqual([
      { name: 'x', role: 'ignore' },
      { name: 'z', role: 'ignore' },
    ]);
    const sparse = mended(
      table([column('a'), column('x', { values: 20, missing: 80, distinct: 15 }), price]),
    );
    expect(sparse.words).toMatch(/missing in 80.* of the rows/);
    expect(sparse.after.table.columns).toEqual([{ name: 'x', role: 'ignore' }]);
    // Something has to be left to learn from.
    expect(sourceDoubts(table([column('nr', rowNumbers), price]), options())).toEqual([]);
  });

  it('rows with missing numbers are set aside instead of filled in', () => {
    const found = table([column('a', { missing: 5 }), column('b'), price]);
    expect(mended(found).after.table.missing).toBe('set-aside');
    expect(sourceDoubts(found, options({ table: { missing: 'set-aside' } }))).toEqual([]);
  });

  it('another delimiter that stands in each row alike is taken', () => {
    const rows = ['1;2;3', '4;5;6', '7;8;9'].map((row) => [row, '0']);
    const found = table([column('a'), price], { rows });
    expect(mended(found).after.table.delimiter).toBe(';');
    const uneven = [...rows, ['1;2', '0']];
    expect(sourceDoubts(table([column('a'), price], { rows: uneven }), options())).toEqual([]);
  });

  it('a refusal has a way back from what was chosen, and on where nothing was', () => {
    const labels = (path: string, given: object) =>
      mendsOfRefusal(path, options(given)).map(({ label }) => label);
    expect(labels('table.columns', { table: { delimiter: ';' } })).toEqual(['Find the delimiter']);
    expect(labels('table.columns', { table: { columns: [{ name: 'a', role: 'ignore' }] } })).toEqual([
      'Take all columns as found',
    ]);
    expect(labels('path', { as: 'idx' })).toEqual(['Read it as what it looks like']);
    expect(labels('table.columns', {})).toHaveLength(4);
    expect(labels('path', {})).toEqual([]);
  });
});
