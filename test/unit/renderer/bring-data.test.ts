import { describe, expect, it } from 'vitest';
import { importOptionsSchema, type ColumnReport } from '@shared/contract/import';
import { CATALOG } from '@shared/data/catalog';
import { valueAt } from '@shared/spec/path';
import { catalogDrawing } from '../../../src-renderer/pages/data/bring/catalog-drawing';
import { withChoice, withTarget } from '../../../src-renderer/pages/data/bring/column-choices';
import { copyFields, optionFields, splitFields } from '../../../src-renderer/pages/data/bring/option-fields';
import { doneWords } from '../../../src-renderer/pages/data/done-words';

const column = (name: string, role: ColumnReport['role']): ColumnReport => ({
  name,
  role,
  type: 'number',
  values: 1,
  missing: 0,
  distinct: 1,
  mean: 0,
  deviation: 0,
  histogram: null,
  commonest: [],
});

describe('choices of columns', () => {
  it('are changed one by one, and gone when nothing is left of them', () => {
    const once = withChoice([], 'age', { role: 'ignore' });
    const twice = withChoice(once, 'age', { fill: 'zero' });
    expect(twice).toEqual([{ name: 'age', role: 'ignore', fill: 'zero' }]);
    expect(withChoice(withChoice(twice, 'age', { role: undefined }), 'age', { fill: undefined })).toEqual([]);
  });

  it('another target frees the one before', () => {
    const columns = [column('a', 'feature'), column('b', 'target')];
    expect(withTarget([], columns, 'a')).toEqual([
      { name: 'b', role: 'feature' },
      { name: 'a', role: 'target' },
    ]);
    expect(withTarget([], columns, 'b')).toEqual([{ name: 'b', role: 'target' }]);
  });
});

it('every field of an import is one of its options, and every option has a field', () => {
  const inspection = {
    path: '/a',
    name: 'a',
    summary: '',
    count: 1,
    isWhole: true,
    splits: [],
    classes: [],
    task: null,
    columns: [],
    delimiter: ',',
    header: true,
    rows: [],
    sizes: [],
    isGrey: null,
    arrays: [{ name: 'x', type: 'float32', shape: [1] }],
    warnings: [],
  };
  const kinds = ['idx', 'pictures', 'text-table', 'parquet', 'arrays'] as const;
  const paths = [
    ...splitFields,
    ...copyFields,
    ...kinds.flatMap((kind) => optionFields({ ...inspection, kind })),
  ].map(({ path }) => path);
  const whole = importOptionsSchema.parse({
    as: 'idx',
    pictures: { height: 1, width: 1 },
    table: { delimiter: ',', header: true, task: 'regression' },
    arrays: { inputs: 'x', targets: 'y', task: 'regression' },
  });
  const options = Object.entries(whole).flatMap(([key, value]) =>
    typeof value === 'object' ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key],
  );
  // These two have a place of their own.
  const own = ['as', 'table.columns'];
  expect([...new Set(paths)].toSorted()).toEqual(options.filter((path) => !own.includes(path)).toSorted());
  expect(paths.every((path) => valueAt(whole, path) !== undefined)).toBe(true);
});

it('a made-up set is drawn with as many shapes as it has classes', () => {
  expect(catalogDrawing('three-spirals')?.paths).toHaveLength(3);
  expect(catalogDrawing('two-moons')?.paths).toHaveLength(2);
  expect(catalogDrawing('mnist')).toBeUndefined();
  for (const { id, kind } of CATALOG) {
    const paths = catalogDrawing(id)?.paths ?? [];
    expect(
      paths.every((path) => !path.includes('NaN')),
      `${kind} ${id}`,
    ).toBe(true);
  }
});

it('says how far a download is in bytes, and all else in its own unit', () => {
  expect(doneWords({ done: 104e6, total: 170e6, unit: 'bytes' })).toBe('104 MB of 170 MB');
  expect(doneWords({ done: 1200, total: 5000, unit: 'samples' })).toBe('1,200 of 5,000 samples');
  expect(doneWords({ done: 0, total: 0, unit: 'samples' })).toBe('starting');
});
