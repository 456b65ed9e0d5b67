import { describe, expect, it } from 'vitest';
import type { FeatureColumn } from '@shared/contract/dataset';
import { encodeCells } from '@shared/data/encode-row';
import { movers } from '../../../src-renderer/pages/try/movers';
import { pastedRow } from '../../../src-renderer/pages/try/pasted-row';
import {
  cellProblem,
  cellsOfNumbers,
  pastedCells,
  typedCell,
} from '../../../src-renderer/pages/try/row-cells';
import { typicalErrors } from '../../../src-renderer/pages/try/typical-errors';

const COLUMNS: FeatureColumn[] = [
  { type: 'number', name: 'size', missing: 0, fill: 'mean' },
  { type: 'category', name: 'quarter', categories: ['hill', 'old town'], missing: 0 },
  { type: 'number', name: 'age', missing: 0, fill: 'mean' },
];
const NAMES = COLUMNS.map(({ name }) => name);

describe('a line that is pasted', () => {
  it('is taken as it comes out of a spreadsheet, a file or a sentence', () => {
    for (const line of ['80\told town\t3', '80;old town;3', '80, "old town", 3\n', '80|old town|3']) {
      expect(pastedRow(line, NAMES), line).toEqual({ cells: ['80', 'old town', '3'] });
    }
  });

  it('finds columns by their names where those stand above it', () => {
    const text = 'id,age,quarter,size,rent\r\n7,3,"old ""new"" town, west",80,900\r\n';
    expect(pastedRow(text, NAMES)).toEqual({ cells: ['80', 'old "new" town, west', '3'] });
  });

  it('says what is wrong with it', () => {
    expect(pastedRow('1,2', NAMES)).toEqual({
      problem: expect.stringMatching(
        /^That line has 2 values, but the model is shown 3: size, quarter and age\./,
      ),
    });
    expect(pastedRow('size,quarter\n1,hill', NAMES)).toEqual({ problem: 'The pasted lines have no age.' });
  });
});

describe('the cells of a row', () => {
  it('are typed with as few digits as tell it, and come out as the same numbers', () => {
    const { numbers } = encodeCells(COLUMNS, ['0.1', 'old town', '']);
    const cells = cellsOfNumbers(COLUMNS, numbers);
    expect(cells).toEqual(['0.1', 'old town', '']);
    expect(encodeCells(COLUMNS, cells).numbers).toEqual(numbers);
    const third = cellsOfNumbers(COLUMNS.slice(0, 1), Float32Array.of(1 / 3));
    expect(Math.fround(Number(third[0]))).toBe(Math.fround(1 / 3));
  });
});

describe('numbers with a comma before their decimals', () => {
  const taken = (cells: readonly string[]) =>
    encodeCells(
      COLUMNS,
      COLUMNS.map((column, index) => typedCell(column, cells[index] ?? '')),
    );

  it('are taken where they are typed, each for itself', () => {
    expect([...taken(['1.111,5', 'hill', '1.5']).numbers]).toEqual([1111.5, 1, 0, 1.5]);
    expect([...taken(['-0,5', 'hill', '']).numbers]).toEqual([-0.5, 1, 0, Number.NaN]);
    expect(taken(['1,2,3', 'hill', '1.2.3']).problems.map(({ column }) => column)).toEqual(['size', 'age']);
  });

  it('are told by the whole line where it is pasted', () => {
    const pasted = (line: string) => {
      const found = pastedRow(line, NAMES);
      return 'cells' in found && pastedCells(COLUMNS, found.cells.map(String));
    };
    expect(pasted('1.111,39;old town;2.000')).toEqual(['1111.39', 'old town', '2000']);
    expect(pasted('1.111;old town;2.000')).toEqual(['1.111', 'old town', '2.000']);
    expect(pasted('1,5;1,5;NA')).toEqual(['1.5', '1,5', 'NA']);
    expect(pasted('1,5;hill;2.5')).toEqual(['1,5', 'hill', '2.5']);
  });
});

describe('a cell that cannot be taken', () => {
  it('is told by what its column has', () => {
    expect(COLUMNS.map(cellProblem)).toEqual(['no number', 'not one of hill and old town', 'no number']);
    const categories = Array.from({ length: 40 }, (_, at) => `quarter ${at}`);
    expect(cellProblem({ type: 'category', name: 'quarter', categories, missing: 0 })).toBe(
      'not one of its 40 categories',
    );
  });
});

describe('what moves an answer', () => {
  it('is the slope over a standard deviation, or of the category that it has, the strongest first', () => {
    const { numbers } = encodeCells(COLUMNS, ['80', 'old town', '3']);
    const found = movers(COLUMNS, numbers, [0.5, 9, -3, 2], (name) => (name === 'size' ? 10 : undefined));
    expect(found).toEqual([
      { name: 'size', effect: 5 },
      { name: 'quarter: old town', effect: -3 },
      { name: 'age', effect: 2 },
    ]);
  });
});

describe('the typical error of values', () => {
  const evaluation = (split: 'test' | 'train' | 'validation', rmse: number) => ({
    split,
    datasetName: 'Rents',
    values: {
      mae: 0,
      rmse,
      r2: 0,
      each: [{ name: 'rent', mae: 0, rmse, r2: 0 }],
      points: [],
      residuals: { min: 0, max: 1, counts: [1] },
    },
  });
  it('is that of the newest test, else of another part, else of its own validation, never of training', () => {
    const all = [
      evaluation('train', 1),
      evaluation('validation', 2),
      evaluation('test', 3),
      evaluation('test', 4),
    ];
    expect(typicalErrors(['rent'], all, 9)).toEqual({ each: [3], on: 'the test part of Rents' });
    expect(typicalErrors(['rent'], all.slice(0, 2), 9)).toEqual({
      each: [2],
      on: 'the validation part of Rents',
    });
    expect(typicalErrors(['rent'], all.slice(0, 1), 9)).toEqual({ each: [9], on: 'validation data' });
    expect(typicalErrors(['rent', 'size'], [], 9)).toBeUndefined();
  });
});
