import { expect, it } from 'vitest';
import { delimiterOf } from '../../../../../src-main/engine/data/table/text-dialect';

const lines = (header: string, row: string) =>
  [header, ...Array.from({ length: 30 }, () => row), ''].join('\n');

it('finds what divides the columns, also where another delimiter stands once in the words of each line', () => {
  expect(delimiterOf(lines('size,word,kind', '3,t;ae,odd'))).toBe(',');
  expect(delimiterOf(lines('size|word|kind', '3|a\tb|odd'))).toBe('|');
});

it('knows names of rows as R writes them, and decimals behind a comma', () => {
  expect(delimiterOf(lines('size;kind', '1;3,5;odd'))).toBe(';');
  expect(delimiterOf(lines('size\tkind', '1\t3\todd'))).toBe('\t');
});
