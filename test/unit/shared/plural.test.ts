import { expect, test } from 'vitest';
import { counted } from '@shared/format/numbers';
import { counted as countedOfSweep } from '@shared/sweep/sweep-words';

test('in English there is one, and there are many', () => {
  expect([1, 0, 1234].map((value) => counted(value, 'run'))).toEqual(['1 run', '0 runs', '1,234 runs']);
  expect(counted(2, 'class', 'classes')).toBe('2 classes');
  expect(countedOfSweep(1.5, 'minute')).toBe('1.5 minutes');
});

test('another language has the forms that it has', () => {
  const forms = { language: 'pl', one: '{n} bieg', few: '{n} biegi', many: '{n} biegów', other: '{n} biegu' };
  expect([1, 3, 5].map((value) => counted(value, forms))).toEqual(['1 bieg', '3 biegi', '5 biegów']);
  expect(countedOfSweep(1.5, forms)).toBe('1.5 biegu');
});
