import { expect, it } from 'vitest';
import { rangeWords, valueWords } from '@shared/sweep/sweep-words';

it('a rate is written as the form has it, whatever its size', () => {
  expect([0.01292, 0.0001103, 1e-5, 0, true, 'adam'].map(valueWords)).toEqual([
    '0.01292',
    '0.0001103',
    '1e−5',
    '0',
    'true',
    'adam',
  ]);
  expect(rangeWords({ field: 'optimizer.learningRate', scale: 'log', min: 1e-4, max: 0.03, points: 3 })).toBe(
    '0.0001 to 0.03, logarithmic',
  );
});
