import { afterEach, beforeEach, expect, it } from 'vitest';
import { ImportCase } from '../import-case';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(() => files.close());

const rows = Array.from({ length: 60 }, (_, at) => {
  const number = at % 11 === 0 ? '' : (at * 7) % 13;
  return [number, 'abc'[at % 3], `p${at % 6}`, at % 2 ? 'u' : 'v', at % 5 ? 'train' : 'test'].join(',');
});
const table = (header: string, its: readonly string[]) => [header, ...its, ''].join('\n');
const as = (who: 'ignore' | 'group', fill: 'mean' | 'zero' = 'mean') => ({
  table: {
    columns: [
      { name: 'x', fill },
      { name: 'who', role: who },
      { name: 'kind', role: 'target' as const },
      { name: 'split', role: 'split' as const },
    ],
  },
});

it('a table is known again only with the same columns, fillings and groups', async () => {
  const path = await files.file('a.csv', table('x,colour,who,kind,split', rows));
  expect((await files.import(path, as('ignore'))).existed).toBe(false);
  expect((await files.import(path, as('ignore'))).existed).toBe(true);
  expect((await files.import(path, as('group'))).existed).toBe(false);
  expect((await files.import(path, as('group'))).existed).toBe(true);
  expect((await files.import(path, as('ignore', 'zero'))).existed).toBe(false);
  const sizes = rows.map((row) => row.replace(',a,', ',L,').replace(',b,', ',M,').replace(',c,', ',S,'));
  const named = await files.file('b.csv', table('x,size,who,kind,split', sizes));
  expect((await files.import(named, as('ignore'))).existed).toBe(false);
});
