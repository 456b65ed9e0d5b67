import { describe, expect, it } from 'vitest';
import { classBars, doubtWords } from '../../../src-renderer/pages/try/class-bars';
import { fieldPixels } from '../../../src-renderer/pages/try/field/field';

const names = (count: number) => Array.from({ length: count }, (_, at) => `class ${at}`);

describe('the answer', () => {
  it('keeps the order of a few classes, and shows the likeliest of very many', () => {
    expect(classBars(['a', 'b', 'c'], [0.2, 0.7, 0.1], 1).map(({ name, isTop }) => [name, isTop])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ]);
    const names = Array.from({ length: 40 }, (_, at) => `class ${at}`);
    const many = classBars(
      names,
      names.map((_, at) => at / 780),
      39,
    );
    expect(many.map(({ name }) => name).slice(0, 2)).toEqual(['class 39', 'class 38']);
    expect(many).toHaveLength(10);
  });

  it('names the next guess where it is not sure', () => {
    expect(doubtWords(['4', '9'], [0.6, 0.4], 0)).toBe('or 9?');
    expect(doubtWords(['4', '9'], [0.9, 0.1], 0)).toBe('');
    expect(doubtWords(['4', '9'], [], 0)).toBe('');
  });
});

it('the predicted class is marked, and among the bars of very many, where others are as likely', () => {
  expect(classBars(names(3), [1, 0, 1], 2).map(({ isTop }) => isTop)).toEqual([false, false, true]);
  const [first, ...others] = classBars(names(40), Array<number>(40).fill(1), 39);
  expect(first).toEqual({ name: 'class 39', likelihood: 1, isTop: true });
  expect(others.some(({ isTop }) => isTop)).toBe(false);
});

it('the next guess is another class than the predicted one', () => {
  expect(doubtWords(names(3), [0.4, 0.2, 0.4], 2)).toBe('or class 0?');
  expect(doubtWords(names(3), [0.1, 0, 0.9], 2)).toBe('');
});

it('a field has the colour of the predicted class', () => {
  const answers = Float32Array.of(1, 1, 1, 1, 1, 0);
  const pixels = fieldPixels(answers, { type: 'classes', names: ['a', 'b'] }, ['#ff0000', '#00ff00']);
  expect(pixels).toHaveLength(8);
  expect([...pixels.subarray(0, 3)]).toEqual([0, 255, 0]);
  expect([...pixels.subarray(4, 7)]).toEqual([255, 0, 0]);
});
