import { expect, it } from 'vitest';
import { hostPathSchema } from '@shared/contract/host-path';
import { refusedInputWords } from '@shared/contract/refused-input';
import { typedPath } from '@shared/format/typed-path';

it('a pasted path loses its spaces and one pair of quotes', () => {
  expect(typedPath(' "/data/my rows.csv" ')).toBe('/data/my rows.csv');
  expect(typedPath("'/data/rows.csv'")).toBe('/data/rows.csv');
  expect(typedPath('""/data""')).toBe('"/data"');
  // A quote at one end is part of the name.
  expect(typedPath('/data/12"')).toBe('/data/12"');
  expect(typedPath(`"/data/it's'`)).toBe(`"/data/it's'`);
  expect(typedPath('"')).toBe('"');
});

it('the door takes it so, and names its limit', () => {
  expect(hostPathSchema.parse('"/a b"')).toBe('/a b');
  const tooLong = hostPathSchema.safeParse('/'.repeat(4097));
  expect(refusedInputWords({ issues: tooLong.error?.issues })).toBe(
    'A path has at most 4,096 characters on most systems.',
  );
  expect(refusedInputWords({ issues: [{ message: 'Too big: expected 3', path: ['changes', 0] }] })).toBe(
    'changes.0: Too big: expected 3.',
  );
  expect(refusedInputWords({})).toBeUndefined();
});
