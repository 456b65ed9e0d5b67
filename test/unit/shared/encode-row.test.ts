import { describe, expect, it } from 'vitest';
import type { FeatureColumn } from '@shared/contract/dataset';
import { columnsOf, encodeCells } from '@shared/data/encode-row';

const COLUMNS: FeatureColumn[] = [
  { type: 'number', name: 'size', missing: 0, fill: 'mean' },
  { type: 'category', name: 'quarter', categories: ['hill', 'old town'], missing: 0 },
];

describe('a row as a model is shown it', () => {
  it('has a 1 at the place of a category, and NaN where a number is not known', () => {
    expect([...encodeCells(COLUMNS, ['-1.5e2', 'old town']).numbers]).toEqual([-150, 0, 1]);
    expect([...encodeCells(COLUMNS, [null, 'hill']).numbers]).toEqual([Number.NaN, 1, 0]);
    expect([...encodeCells(COLUMNS, ['NA', '']).numbers]).toEqual([Number.NaN, 0, 0]);
    expect([...encodeCells(COLUMNS, [' - ', 'hill']).numbers]).toEqual([Number.NaN, 1, 0]);
    expect(encodeCells(COLUMNS, [1, '-']).problems).toHaveLength(1);
    expect([...encodeCells(COLUMNS, ['1,5', 'hill'], { decimal: ',', parsesText: true }).numbers]).toEqual([
      1.5, 1, 0,
    ]);
  });

  it('has a category that is called like what is missing elsewhere', () => {
    const columns: FeatureColumn[] = [
      { type: 'category', name: 'basement', categories: ['Full', 'None'], missing: 0 },
    ];
    expect([...encodeCells(columns, ['None']).numbers]).toEqual([0, 1]);
    expect([...encodeCells(columns, ['NA']).numbers]).toEqual([0, 0]);
  });

  it('names what cannot be taken', () => {
    expect(encodeCells(COLUMNS, ['much', 'sea']).problems).toEqual([
      { column: 'size', message: 'says "much", which is no number' },
      { column: 'quarter', message: 'says "sea", but is one of hill and old town' },
    ]);
    expect(encodeCells(COLUMNS, [1, undefined]).problems).toEqual([
      { column: 'quarter', message: 'is missing' },
    ]);
    expect(encodeCells(COLUMNS, [1e300, 'hill']).problems).toHaveLength(1);
  });

  it('calls numbers that came without names by their places', () => {
    expect(columnsOf({ type: 'numbers', shape: [2, 2] }).map(({ name }) => name)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });
});

it('a category that was cut at a space is found by its own name, and by the whole text', () => {
  const whole = 'word '.repeat(60);
  const [cut, other] = [whole.slice(0, 200), 'short'];
  const column = { type: 'category', name: 't', missing: 0, categories: [other, cut] } as const;
  for (const cell of [cut, whole, cut.trim()]) {
    expect(encodeCells([{ ...column, categories: [...column.categories] }], [cell])).toEqual({
      numbers: Float32Array.of(0, 1),
      problems: [],
    });
  }
});
