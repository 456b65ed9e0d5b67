import { describe, expect, it } from 'vitest';
import type { DatasetInput, DatasetTarget, FeatureColumn } from '@shared/contract/dataset';
import { fitProblem } from '@shared/data/fit';

const number = (name: string): FeatureColumn => ({ type: 'number', name, missing: 0, fill: 'mean' });
const category = (name: string, ...categories: string[]): FeatureColumn => ({
  type: 'category',
  name,
  categories,
  missing: 0,
});
const table = (...columns: FeatureColumn[]): DatasetInput => ({ type: 'table', columns });
const classes = (...names: string[]): DatasetTarget => ({ type: 'classes', names });
const values = (...names: string[]): DatasetTarget => ({ type: 'values', names });
const pictures: DatasetInput = { type: 'pictures', shape: [28, 28, 1], resize: 'crop' };
const kinds = classes('tall', 'wide');
const rows = { input: table(number('width'), number('height')), target: kinds };

describe('a dataset is refused for a model', () => {
  it.each([
    [
      'that was trained on the same columns in another order',
      { input: table(number('height'), number('width')), target: kinds },
      rows,
      /^Column 1 of b is "height", where this model was trained on "width": choose a dataset .* order\.$/,
    ],
    [
      'that predicts as many other classes',
      { ...rows, target: classes('dog', 'eel') },
      { ...rows, target: classes('cat', 'dog') },
      /^Class 1 of b is "dog", where this model predicts "cat": /,
    ],
    [
      'that knows other categories',
      { input: table(category('colour', 'blue', 'green')), target: kinds },
      { input: table(category('colour', 'blue', 'red')), target: kinds },
      /^Category 2 of column "colour" of b is "green", where this model was trained on "red": /,
    ],
    [
      'that knows fewer categories',
      { input: table(category('colour', 'blue', 'green', 'red')), target: kinds },
      { input: table(category('colour', 'blue', 'green')), target: kinds },
      /^Category 3 of column "colour" of b is "red", where this model was trained on nothing: /,
    ],
    [
      'that took a column as numbers',
      { input: table(category('size', '1')), target: kinds },
      { input: table(number('size')), target: kinds },
      /^Column "size" of b holds categories, where this model was trained on numbers: /,
    ],
    [
      'that was trained on pictures of the same shape',
      { input: { type: 'numbers' as const, shape: [28, 28, 1] }, target: kinds },
      { input: pictures, target: kinds },
      /^b has arrays of numbers, but this model was trained on pictures: /,
    ],
    [
      'that predicts other values',
      { ...rows, target: values('price') },
      { ...rows, target: values('rent') },
      /^Value 1 of b is "price", where this model predicts "rent": /,
    ],
    [
      'that predicts values as many as it has classes',
      rows,
      { ...rows, target: values('tall', 'wide') },
      /^b has 2 classes to predict, but this model predicts 2 values: /,
    ],
    [
      'of another shape',
      rows,
      { input: table(number('width')), target: kinds },
      /^b has rows of 2 numbers, but this model was trained on rows of 1 numbers: /,
    ],
  ])('%s', (_, its, model, words) => {
    expect(fitProblem('b', its, model)).toMatch(words);
  });
});

describe('a dataset fits a model', () => {
  it.each([
    ['of the same pictures, however they were resized', { ...rows, input: pictures }],
    ['with classes that only count', { ...rows, target: classes('0', '1') }],
    ['with columns that came without names', { ...rows, input: table(number('column 1'), number('height')) }],
    [
      'with other gaps, filled in otherwise',
      {
        ...rows,
        input: table({ ...number('width'), missing: 3, fill: 'zero' } as FeatureColumn, number('height')),
      },
    ],
  ])('%s', (_, its) => {
    const model = {
      ...rows,
      input: its.input.type === 'pictures' ? { ...pictures, resize: undefined } : rows.input,
    };
    expect(fitProblem('b', its, model)).toBeUndefined();
    expect(fitProblem('b', model, its)).toBeUndefined();
  });
});

it('what to do about it is what whoever asks says', () => {
  const other = { ...rows, target: classes('tall', 'broad') };
  expect(fitProblem('b', other, rows, 'start a new run instead')).toBe(
    'Class 2 of b is "broad", where this model predicts "wide": start a new run instead.',
  );
});
