import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '@shared/contract/dataset';
import { samplesFrom, targetText } from '../../../src-renderer/format/samples';
import {
  countClasses,
  evenlyTaken,
  partsOf,
  placesOf,
  type Part,
} from '../../../src-renderer/pages/data/look/parts';
import { isPlottable, plotOf } from '../../../src-renderer/pages/data/look/plottable';
import { digestOf, idColumns, shownColumns } from '../../../src-renderer/pages/data/look/table-columns';
import { tileSize } from '../../../src-renderer/pages/data/look/tile-size';

type Kind = Pick<DatasetSummary, 'input' | 'target'>;

const houses: Kind = {
  input: {
    type: 'table',
    columns: [
      { type: 'number', name: 'area', missing: 1, fill: 'median' },
      { type: 'category', name: 'quarter', categories: ['hill', 'harbour'], missing: 1 },
    ],
  },
  target: { type: 'values', names: ['rent'] },
};
const bytesOf = (...numbers: number[]) => new Uint8Array(new Float32Array(numbers).buffer);
const rows = samplesFrom(bytesOf(50, 0, 1, Number.NaN, 1, 0, 70, 0, 0, 900, 1200, 1500), houses);

describe('samples', () => {
  it('of a table with values are taken apart, inputs first', () => {
    expect(rows.map(({ numbers }) => [...numbers])).toEqual([
      [50, 0, 1],
      [Number.NaN, 1, 0],
      [70, 0, 0],
    ]);
    expect(rows.map(({ values }) => [...values])).toEqual([[900], [1200], [1500]]);
    expect(targetText(rows[1]!, houses.target)).toBe('1,200');
  });

  it('of pictures with values, which begin at no multiple of four, too', () => {
    const kind: Kind = {
      input: { type: 'pictures', shape: [1, 3, 1] },
      target: { type: 'values', names: ['tilt'] },
    };
    const [sample] = samplesFrom(new Uint8Array([7, 8, 9, ...bytesOf(-0.5)]), kind);
    expect([...sample!.pixels]).toEqual([7, 8, 9]);
    expect([...sample!.values]).toEqual([-0.5]);
  });
});

describe('columns', () => {
  it('that name rows tell what a row is called, and nothing where it is not known', () => {
    const [nr, name] = idColumns({ idColumns: ['nr', 'name'] });
    const row = { ...rows[0]!, ids: ['007', ''] };
    expect([nr!.text(row), name!.text(row), nr!.text(rows[0]!)]).toEqual(['007', undefined, undefined]);
    expect(idColumns({})).toEqual([]);
  });

  it('are decoded: categories from their places, NaN and none of them as missing', () => {
    const columns = shownColumns(houses);
    expect(columns.map(({ name, isTarget }) => [name, isTarget])).toEqual([
      ['rent', true],
      ['area', false],
      ['quarter', false],
    ]);
    const texts = rows.map((row) => columns.map((column) => column.text(row)));
    expect(texts).toEqual([
      ['900', '50', 'harbour'],
      ['1,200', undefined, 'hill'],
      ['1,500', '70', undefined],
    ]);
  });

  it('are told by the report, and counted where it says nothing', () => {
    const [, area, quarter] = shownColumns(houses);
    const counted = digestOf(area!, null, rows);
    expect(counted).toMatchObject({ values: 2, missing: 1, histogram: { min: 50, max: 70 } });
    expect(digestOf(quarter!, null, rows).commonest).toEqual([
      { value: 'harbour', count: 1 },
      { value: 'hill', count: 1 },
    ]);
    const reported = {
      name: 'area',
      role: 'feature' as const,
      type: 'number' as const,
      values: 990,
      missing: 10,
      distinct: 300,
      mean: 60,
      deviation: 9,
      histogram: null,
      commonest: [],
    };
    expect(digestOf(area!, { columns: [reported] }, rows).missing).toBe(10);
  });
});

describe('parts', () => {
  const dataset = { trainCount: 10, validationCount: 3, testCount: 0 };
  const [train, validation] = partsOf(dataset) as [Part, Part];

  it('a given validation part is the end of the training part; an empty test part is none', () => {
    expect(partsOf(dataset).map(({ name, from, count }) => [name, from, count])).toEqual([
      ['train', 0, 7],
      ['validation', 7, 3],
    ]);
  });

  it('are filtered and counted by class within their own bounds', () => {
    const labels = Uint8Array.from([0, 1, 0, 1, 1, 0, 0, 1, 1, 0]);
    const found = placesOf(validation, 1, labels);
    expect(Array.from({ length: found.count }, (_, index) => found.at(index))).toEqual([7, 8]);
    expect(countClasses(train, labels, 2)).toEqual([4, 3]);
    expect(countClasses(validation, labels, 2)).toEqual([1, 2]);
    const all = placesOf(validation, undefined, labels);
    expect([all.count, all.at(0)]).toEqual([3, 7]);
  });

  it('are taken evenly', () => {
    expect(evenlyTaken({ count: 100, at: (index) => index + 5 }, 4)).toEqual([5, 30, 55, 80]);
    expect(evenlyTaken({ count: 2, at: (index) => index }, 4)).toEqual([0, 1]);
  });
});

it('two numbers and a class make a plane, a number and a value a line; nothing else does', () => {
  const number = (name: string) => ({ type: 'number' as const, name, missing: 0, fill: 'mean' as const });
  const moons = {
    input: { type: 'table' as const, columns: [number('x'), number('y')] },
    target: { type: 'classes' as const, names: ['upper', 'lower'] },
  };
  expect(isPlottable({ ...moons, shape: [2] })).toBe(true);
  expect(isPlottable({ ...houses, shape: [3] })).toBe(false);
  const sine = { input: { type: 'table' as const, columns: [number('x')] }, target: houses.target };
  expect(isPlottable({ ...sine, shape: [1] })).toBe(true);
  const samples = samplesFrom(new Uint8Array([...bytesOf(1, 2, 3, 4), 1, 0]), moons);
  expect(plotOf(moons, samples)).toEqual({
    xTitle: 'x',
    yTitle: 'y',
    series: [
      { name: 'upper', points: [{ x: 3, y: 4 }] },
      { name: 'lower', points: [{ x: 1, y: 2 }] },
    ],
  });
});

it('a surface is shown as marks for five steps of its value, the highest first', () => {
  const number = (name: string) => ({ type: 'number' as const, name, missing: 0, fill: 'mean' as const });
  const surface = {
    input: { type: 'table' as const, columns: [number('x'), number('y')] },
    target: { type: 'values' as const, names: ['z'] },
  };
  expect(isPlottable({ ...surface, shape: [2] })).toBe(true);
  const samples = samplesFrom(bytesOf(1, 2, 3, 4, 5, 6, 7, 8, 0, 10, 5, Number.NaN), surface);
  const { xTitle, yTitle, series } = plotOf(surface, samples);
  expect([xTitle, yTitle]).toEqual(['x', 'y']);
  expect(series.map(({ name }) => name)).toEqual([
    'z 8 to 10',
    'z 6 to 8',
    'z 4 to 6',
    'z 2 to 4',
    'z 0 to 2',
  ]);
  expect(series.map(({ points }) => points)).toEqual([
    [{ x: 3, y: 4 }],
    [],
    [{ x: 5, y: 6 }],
    [],
    [{ x: 1, y: 2 }],
  ]);
  expect(new Set(series.map(({ colour }) => colour)).size).toBe(5);
  const flat = plotOf(surface, samplesFrom(bytesOf(1, 2, 7, 7), surface));
  expect(flat.series).toEqual([{ name: 'z 7', points: [{ x: 1, y: 2 }] }]);
});

it('small pictures are shown in whole multiples, large ones made smaller', () => {
  expect(
    [
      [28, 28, 1],
      [8, 8, 1],
      [32, 32, 3],
      [224, 224, 3],
      [64, 48, 3],
    ].map(tileSize),
  ).toEqual([56, 56, 64, 112, 64]);
});
