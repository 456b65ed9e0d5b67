import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readIds, readRows } from '../../../../../src-main/studio/read-samples';
import { ImportCase } from '../import-case';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(async () => {
  await files.close();
});

const NONE = { testFraction: 0 };
const columns = (...all: { name: string; [key: string]: unknown }[]) => ({
  testFraction: 0,
  table: { columns: all as { name: string }[] },
});

it('what names rows is kept beside them, as it is written, and is shown to no model', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => {
    const long = at === 5 ? 'x'.repeat(250) : `Flat ${at}`;
    return `00${at},${long},${at % 7},${at % 2 ? 'u' : 'v'}`;
  });
  const path = await files.file('flats.csv', ['flat id,called,x,kind', ...rows].join('\n'));
  const { id, document, report } = await files.import(path);
  expect(document.input).toMatchObject({ columns: [{ name: 'x' }] });
  expect(document.ids?.columns).toEqual(['flat id', 'called']);
  expect(report.notes).toContain('One id of more than 200 characters was cut.');
  const folder = join(files.datasets, id);
  for (const split of ['train', 'test'] as const) {
    const all = Array.from({ length: document.splits[split].count }, (_, at) => at);
    const numbers = (await readRows(folder, document.splits[split].shards, all))!;
    const ids = (await readIds(folder, document, split, all))!;
    for (const [at, row] of numbers.entries()) {
      const called = row === 6 ? 'x'.repeat(200) : `Flat ${row - 1}`;
      expect(ids[at]).toEqual([`00${row - 1}`, called]);
    }
  }
});

it('a column of dates is told of, as nobody learns from them here as points in time', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => {
    return `2024-01-0${1 + (at % 9)},${3 + (at % 4)}.5.2024,${at},${at % 2 ? 'u' : 'v'}`;
  });
  const path = await files.file('d.csv', ['day,tag,x,kind', ...rows].join('\n'));
  const { warnings } = await files.inspect(path);
  expect(warnings.filter((one) => one.includes('holds dates'))).toHaveLength(2);
  const { report } = await files.import(path);
  expect(report.notes.filter((one) => one.includes('each is taken as a category'))).toHaveLength(2);
});

it('what the import leaves out is not promised before it', async () => {
  const rows = Array.from({ length: 600 }, (_, at) => {
    const day = `${1 + (at % 28)}.${1 + (at % 12)}.20${10 + (at % 9)}`;
    return `${day},t${at % 150},${at % 7},${at % 2 ? 'u' : 'v'}`;
  });
  const path = await files.file('d.csv', ['sold,ticket,x,kind', ...rows].join('\n'));
  const { columns: found, warnings } = await files.inspect(path);
  expect(found.map(({ role }) => role)).toEqual(['ignore', 'ignore', 'feature', 'target']);
  expect(warnings).toEqual([
    expect.stringMatching(/^Column "ticket" has 150 different texts, too many .* would be left out/),
    expect.stringMatching(/^Column "sold" holds dates, and they are left out/),
  ]);
  const { report } = await files.import(path);
  expect(report.columns.map(({ role }) => role)).toEqual(found.map(({ role }) => role));
});

it('a dash is a gap among numbers, and a category among others', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const dash = at % 4 === 0;
    return `${dash ? '-' : at / 8},${dash ? '-' : '+'},${dash ? '-' : at % 2},${dash ? ' – ' : at},${at % 3}`;
  });
  const path = await files.file('dash.csv', ['size,sign,code,many,kind', ...rows].join('\n'));
  const { columns: found } = await files.inspect(path);
  const { report, document } = await files.import(path);
  for (const its of [found, report.columns]) {
    expect(its.map(({ type, values, missing }) => [type, values, missing])).toEqual([
      ['number', 45, 15],
      ['category', 60, 0],
      ['category', 60, 0],
      ['number', 45, 15],
      ['number', 60, 0],
    ]);
  }
  expect(report.kept).toBe(60);
  expect(document.input).toMatchObject({
    columns: [
      { name: 'size', missing: 15 },
      { name: 'sign', categories: ['+', '-'] },
      { name: 'code', categories: expect.arrayContaining(['-', '0', '1']) as unknown },
      { name: 'many', missing: 15 },
    ],
  });
});

describe('a text table', () => {
  it('becomes numbers, categories and classes', async () => {
    const path = await files.file(
      'Früchte.csv',
      'size,color,kind\n1.5,red,apple\n2,green,pear\n-3e2,red,apple\n.5,blue,pear\n',
    );
    const { id, document, train, report } = await files.import(path, NONE);
    expect(id).toBe('fruchte');
    expect(document).toMatchObject({
      name: 'Früchte',
      source: { type: 'table', format: 'text', file: 'Früchte.csv' },
      input: {
        type: 'table',
        columns: [
          { type: 'number', name: 'size', missing: 0, fill: 'mean' },
          { type: 'category', name: 'color', categories: ['blue', 'green', 'red'], missing: 0 },
        ],
      },
      target: { type: 'classes', names: ['apple', 'pear'] },
      classCounts: [2, 2],
    });
    expect(train.inputs).toEqual([
      [1.5, 0, 0, 1],
      [2, 0, 1, 0],
      [-300, 0, 0, 1],
      [0.5, 1, 0, 0],
    ]);
    expect(train.targets).toEqual([[0], [1], [0], [1]]);
    expect(report).toMatchObject({ read: 4, kept: 4, setAside: [] });
    expect(report.columns.map(({ name, role, type }) => [name, role, type])).toEqual([
      ['size', 'feature', 'number'],
      ['color', 'feature', 'category'],
      ['kind', 'target', 'category'],
    ]);
    expect(report.columns[1]!.commonest[0]).toEqual({ value: 'red', count: 2 });
    expect(report.columns[0]!.histogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it.each([
    ['commas', 'a,b,y\n1,2,u\n3,4,v\n5,6,u\n7,8,v\n', 'x.csv'],
    ['semicolons', 'a;b;y\n1;2;u\n3;4;v\n5;6;u\n7;8;v\n', 'x.csv'],
    ['tabs', 'a\tb\ty\n1\t2\tu\n3\t4\tv\n5\t6\tu\n7\t8\tv\n', 'x.tsv'],
    ['bars', 'a|b|y\n1|2|u\n3|4|v\n5|6|u\n7|8|v\n', 'x.txt'],
    ['CRLF', 'a,b,y\r\n1,2,u\r\n3,4,v\r\n5,6,u\r\n7,8,v', 'x.csv'],
    ['CR', 'a,b,y\r1,2,u\r3,4,v\r5,6,u\r7,8,v\r', 'x.csv'],
    ['mixed ends and blank lines', 'a,b,y\r\n1,2,u\n\n3,4,v\r\n\r\n5,6,u\n7,8,v\n\n', 'x.csv'],
    ['quotes', '"a","b","y"\n"1","2","u"\n"3","4","v"\n"5","6","u"\n"7","8","v"\n', 'x.csv'],
    ['spaces', ' a , b , y \n 1 , 2 , u \n 3 , 4 , v \n 5 , 6 , u \n 7 , 8 , v \n', 'x.csv'],
    ['a mark at the beginning', '\uFEFFa,b,y\n1,2,u\n3,4,v\n5,6,u\n7,8,v\n', 'x.csv'],
  ])('with %s is the same', async (_, text, name) => {
    const { train, document } = await files.import(await files.file(name, text), NONE);
    expect(train.inputs).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
    expect(document).toMatchObject({
      input: { columns: [{ name: 'a' }, { name: 'b' }] },
      target: { names: ['u', 'v'] },
    });
  });

  it('is read in UTF-16, Windows-1252 and gzip', async () => {
    const text = 'größe,y\n1,ä\n2,b\n3,ä\n4,b\n';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const contents: [string, Uint8Array][] = [
      ['le.csv', little],
      ['be.csv', Buffer.from(little).swap16()],
      ['unmarked.csv', Buffer.from(text, 'utf16le')],
      ['latin.csv', Buffer.from(text, 'latin1')],
      ['packed.csv.gz', gzipSync(text)],
    ];
    for (const [name, bytes] of contents) {
      const { document, existed, report } = await files.import(await files.file(name, bytes), NONE);
      expect(document, name).toMatchObject({
        input: { columns: [{ name: 'größe' }] },
        target: { names: ['b', 'ä'] },
      });
      expect(existed, 'the same content is there once').toBe(name !== 'le.csv');
      if (name === 'le.csv') expect(report.notes).toEqual([]);
    }
    const latin = await files.inspect(`${files.root}/latin.csv`);
    expect(latin.warnings.join()).toMatch(/Windows-1252/);
  });

  it('may have commas before decimals and points between thousands', async () => {
    const path = await files.file('de.csv', 'x;y\n1,5;0,25\n1.234,5;-2\n3;0,5\n');
    const { train, report } = await files.import(path, NONE);
    expect(train.inputs).toEqual([[1.5], [1234.5], [3]]);
    expect(train.targets).toEqual([[0.25], [-2], [0.5]]);
    expect(report.notes.join()).toMatch(/comma before their decimals/);
  });

  it('keeps what is in quotes', async () => {
    const path = await files.file(
      'quoted.csv',
      'n,text,y\n1,"a, ""b""\nc",u\n2,"x;y",v\n3,"a, ""b""\nc",u\n4,"x;y",v\n',
    );
    const { document } = await files.import(path, NONE);
    expect(document.input).toMatchObject({
      columns: [{ name: 'n' }, { categories: ['a, "b"\nc', 'x;y'] }],
    });
  });

  it('may have no header, the same name twice, and none at all', async () => {
    const bare = await files.import(await files.file('bare.csv', '1,2,u\n3,4,v\n5,6,u\n7,8,v\n'), NONE);
    expect(bare.document.input).toMatchObject({ columns: [{ name: 'column 1' }, { name: 'column 2' }] });
    const odd = await files.import(
      await files.file('odd.csv', 'a,a,,y\n1,2,3,u\n3,4,5,v\n5,6,7,u\n7,8,9,v\n'),
      NONE,
    );
    expect(odd.document.input).toMatchObject({
      columns: [{ name: 'a' }, { name: 'a (2)' }, { name: 'column 3' }],
    });
    const rows = await files.import(
      await files.file('r.csv', 'a,y\nrow1,1,u\nrow2,3,v\nrow3,5,u\nrow4,7,v\n'),
      {
        testFraction: 0,
        table: { columns: [{ name: 'row name', role: 'id' }] },
      },
    );
    expect(rows.document.input).toMatchObject({ columns: [{ name: 'a' }] });
  });

  it.each([
    ['a delimiter', ','],
    ['several', ',, ,'],
  ])('keeps its columns where each row ends with %s', async (_, end) => {
    const rows = Array.from({ length: 60 }, (__, at) => `${at % 7},${1000 + at * 3.5},${at % 2 ? 'u' : 'v'}`);
    const text = ['size,weight,kind', ...rows.map((row) => `${row}${end}`)].join('\n');
    const path = await files.file('ends.csv', text);
    const plain = await files.file('plain.csv', ['size,weight,kind', ...rows].join('\n'));
    const { columns: found } = await files.inspect(path);
    const { document, train } = await files.import(path);
    const same = await files.import(plain);
    expect(document.input).toEqual(same.document.input);
    expect(document.target).toEqual({ type: 'classes', names: ['u', 'v'] });
    expect(train).toEqual(same.train);
    expect(found.slice(0, 3).map(({ name, role }) => [name, role])).toEqual([
      ['size', 'feature'],
      ['weight', 'feature'],
      ['kind', 'target'],
    ]);
  });

  it('has row names as R writes them, also where its last column has gaps', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `"${at + 1}",${at % 7},${at % 2 ? at : ''}`);
    const path = await files.file('r.csv', ['"x","y"', ...rows].join('\n'));
    const { columns: found } = await files.inspect(path);
    expect(found.map(({ name, role, values }) => [name, role, values])).toEqual([
      ['row name', 'id', 60],
      ['x', 'feature', 60],
      ['y', 'target', 30],
    ]);
  });

  it('has missing values in many words', async () => {
    const path = await files.file('gaps.csv', 'x,c,y\n1,a,u\nNA,NaN,v\n?,b,u\nnull,,v\n5,a,u\n,b,v\n');
    const { document, train, report } = await files.import(path, columns({ name: 'x', fill: 'median' }));
    expect(document.input).toMatchObject({
      columns: [
        { name: 'x', missing: 4, fill: 'median' },
        { name: 'c', missing: 2, categories: ['a', 'b'] },
      ],
    });
    expect(train.inputs).toEqual([
      [1, 1, 0],
      [NaN, 0, 0],
      [NaN, 0, 1],
      [NaN, 0, 0],
      [5, 1, 0],
      [NaN, 0, 1],
    ]);
    expect(report.columns[0]).toMatchObject({ values: 2, missing: 4, mean: 3, deviation: 2 });
    const strict = await files
      .import(path, {
        testFraction: 0,
        table: { missing: 'set-aside', columns: [{ name: 'c', role: 'ignore' }] },
      })
      .catch((error: unknown) => error);
    expect(strict).toMatchObject({ message: expect.stringMatching(/no class of two rows|one class only/) });
  });

  it('lacks nothing once the rows with gaps are set aside, so that a model without a normalization fits', async () => {
    const rows = Array.from({ length: 40 }, (_, row) =>
      [row % 8 === 0 ? '' : row / 7, row % 10 === 3 ? '' : 'a', row % 2 ? 'u' : 'v'].join(),
    );
    const path = await files.file('strict.csv', `x,c,y\n${rows.join('\n')}\n`);
    const { document, report } = await files.import(path, { table: { missing: 'set-aside' } });
    expect(document.input).toMatchObject({
      columns: [
        { name: 'x', missing: 0 },
        { name: 'c', missing: 4 },
      ],
    });
    expect(report.columns[0]).toMatchObject({ name: 'x', missing: 5 });
  });

  it('sets rows aside and says why', async () => {
    const good = Array.from({ length: 40 }, (_, row) => `${row / 7},${row % 2 ? 'u' : 'v'},train`).join('\n');
    const path = await files.file(
      'bad.csv',
      `x,y,split\n${good}\n1,u\n2,,train\nabc,u,train\ninf,u,train\n1e39,v,test\n3,w,train\n4,u,other\n5,u,test\n`,
    );
    const { report, train, test } = await files.import(path, columns({ name: 'split', role: 'split' }));
    const byReason = Object.fromEntries(
      report.setAside.map(({ reason, count, examples }) => [reason, [count, examples[0]]]),
    );
    expect(byReason).toEqual({
      'wrong number of columns': [1, { where: 'row 41', what: '2 columns instead of 3' }],
      'missing target': [1, { where: 'row 42', what: 'column "y" is empty' }],
      'not a number': [3, { where: 'row 43', what: 'column "x" says "abc"' }],
      'class with one sample': [1, { where: 'row 46', what: 'column "y" says "w" in no other row' }],
      'unknown split': [1, { where: 'row 47', what: 'column "split" says "other", which is no part' }],
    });
    expect(report).toMatchObject({ read: 48, kept: 41 });
    expect(train.inputs).toHaveLength(40);
    expect(test.inputs).toEqual([[5]]);
  });

  it('respects given parts, validation last', async () => {
    const path = await files.file(
      'parts.csv',
      'x,subset,y\n1,val,u\n2,Train,v\n3,test,u\n4,train,u\n5,dev,v\n6,test,v\n7,train,v\n',
    );
    const { document, train, test } = await files.import(path);
    expect(document.validationCount).toBe(2);
    expect(train.inputs.flat()).toEqual([2, 4, 7, 1, 5]);
    expect(test.inputs.flat()).toEqual([3, 6]);
    expect(document.classCounts).toEqual([2, 3]);
  });

  it('holds back the same share of each class by the seed, and groups as a whole', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, row) => `${row},${row % 3 ? 'u' : 'v'},${Math.floor(row / 10)}`,
    );
    const path = await files.file('held.csv', `x,y,who\n${rows.join('\n')}\n`);
    const plain = {
      columns: [
        { name: 'x', role: 'feature' as const },
        { name: 'who', role: 'ignore' as const },
      ],
    };
    const first = await files.import(path, { table: plain, testFraction: 0.3, seed: 1 });
    expect(first.test.targets.flat().filter((label) => label === 0)).toHaveLength(60);
    expect(first.test.targets.flat().filter((label) => label === 1)).toHaveLength(30);
    const again = await files.import(path, { table: plain, testFraction: 0.3, seed: 1 });
    expect(again.existed).toBe(true);
    const other = await files.import(path, { table: plain, testFraction: 0.3, seed: 2 });
    expect(other.test.inputs).not.toEqual(first.test.inputs);

    const grouped = await files.import(path, {
      table: {
        columns: [
          { name: 'x', role: 'feature' },
          { name: 'who', role: 'group' },
        ],
      },
      testFraction: 0.3,
    });
    const groupOf = (input: number[]) => Math.floor(input[0]! / 10);
    const tested = new Set(grouped.test.inputs.map(groupOf));
    expect(tested.size).toBe(9);
    expect(grouped.train.inputs.some((input) => tested.has(groupOf(input)))).toBe(false);
    expect(grouped.train.groups).toEqual(grouped.train.inputs.map(groupOf));
  });

  it.each([
    [
      'whole numbers that are few are classes',
      ['1', '0', '1', '0', '10', '10', '2', '2'],
      ['0', '1', '2', '10'],
    ],
    ['numbers are one class however they are written', ['1', '1.0', '0', '0.00', '1e0', '0'], ['0', '1']],
    ['text is classes in natural order', ['b10', 'b9', 'b10', 'b9'], ['b9', 'b10']],
  ])('%s', async (_, targets, names) => {
    const path = await files.file(
      't.csv',
      `x,y\n${targets.map((y, row) => `${row * 1.5},${y}`).join('\n')}\n`,
    );
    const { document } = await files.import(path, NONE);
    expect(document.target).toEqual({ type: 'classes', names });
  });

  it('takes a task as it is asked for, and several values', async () => {
    const path = await files.file('t.csv', 'x,y,z\n1,0,5\n2,1,6.5\n3,0,7\n4,1,8\n');
    const regression = await files.import(path, {
      testFraction: 0,
      table: {
        task: 'regression',
        columns: [
          { name: 'y', role: 'target' },
          { name: 'z', role: 'target' },
        ],
      },
    });
    expect(regression.document.target).toEqual({ type: 'values', names: ['y', 'z'] });
    expect(regression.train.targets).toEqual([
      [0, 5],
      [1, 6.5],
      [0, 7],
      [1, 8],
    ]);
    const classes = await files.import(path, {
      testFraction: 0,
      table: {
        task: 'classification',
        columns: [
          { name: 'y', role: 'target' },
          { name: 'z', role: 'ignore' },
        ],
      },
    });
    expect(classes.document.target).toEqual({ type: 'classes', names: ['0', '1'] });
  });

  it('proposes what numbers rows as id, a split, and the named target', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, row) => `${row + 1},${row % 2},${(row * 37) % 11},${row % 5 ? 'train' : 'test'},P-${row}`,
    );
    const path = await files.file('p.csv', `Id,target,x,split,name\n${rows.join('\n')}\n`);
    const { columns: found, task, classes, splits, count, isWhole, rows: shown } = await files.inspect(path);
    expect(found.map(({ name, role }) => [name, role])).toEqual([
      ['Id', 'id'],
      ['target', 'target'],
      ['x', 'feature'],
      ['split', 'split'],
      ['name', 'id'],
    ]);
    expect({ task, splits, count, isWhole }).toEqual({
      task: 'classification',
      splits: ['train', 'test'],
      count: 30,
      isWhole: true,
    });
    expect(classes).toEqual([
      { name: '0', count: 15 },
      { name: '1', count: 15 },
    ]);
    expect(shown[0]).toEqual(['1', '0', '0', 'test', 'P-0']);
    const { document } = await files.import(path);
    expect(document.input).toMatchObject({ columns: [{ name: 'x' }] });
  });

  it('tells doubts', async () => {
    const line = (row: number) =>
      `${row},${row % 4},7,${row < 60 ? 'a' : 'b'},${row === 5 || row > 60 ? 'v' : 'u'}`;
    const body = Array.from({ length: 64 }, (_, row) => line(row)).join('\n');
    const extra = `\n3,3,7,a,u\n4,0,7,a,v\n`;
    const parts = Array.from({ length: 66 }, (_, row) => (row >= 60 ? 'test' : 'train'));
    const text = `index,m,seven,c,y,set\n${(body + extra)
      .trim()
      .split('\n')
      .map((row, at) => `${row},${parts[at]}`)
      .join('\n')}\n`;
    const path = await files.file('d.csv', text);
    const { report } = await files.import(path, {
      table: { columns: [{ name: 'index', role: 'feature' }] },
    });
    const kinds = Object.fromEntries(report.doubts.map((doubt) => [doubt.kind, doubt]));
    expect(kinds['constant column']).toMatchObject({ count: 1, examples: [{ where: 'seven' }] });
    expect(kinds['leak']).toMatchObject({
      count: 2,
      examples: [
        { where: 'row 65', other: 'row 4' },
        { where: 'row 66', other: 'row 5' },
      ],
    });
    expect(kinds['contradiction']).toMatchObject({
      count: 1,
      examples: [{ where: 'row 66', other: 'row 5' }],
    });
    expect(kinds['rare class']).toMatchObject({ count: 1, examples: [{ where: 'v' }] });
    expect(kinds['imbalance']).toMatchObject({ examples: [{ where: 'v', other: 'u' }] });
    expect(kinds['unseen category']).toMatchObject({ examples: [{ where: 'b', other: 'column "c"' }] });
    for (const { text: sentence } of report.doubts) expect(sentence).toMatch(/^["A-Z\d][^\n]+\.$/);
  });

  it('leaves out columns of too many texts, unless they were chosen', async () => {
    const rows = Array.from({ length: 240 }, (_, row) => `${row % 7},t${row % 120},${row % 2}`).join('\n');
    const path = await files.file('many.csv', `x,ticket,y\n${rows}\n`);
    const { report, document } = await files.import(path);
    expect(document.input).toMatchObject({ columns: [{ name: 'x' }] });
    expect(report.doubts.find(({ kind }) => kind === 'id-like column')?.examples).toEqual([
      { where: 'ticket', other: '120 different texts' },
    ]);
    expect(report.doubts.map(({ text }) => text).join()).toContain('Column "ticket" of too many');
    await files.close();
    files = await ImportCase.open();
    const error = await files.fault(
      await files.file('many.csv', `x,ticket,y\n${rows}\n`),
      columns({ name: 'ticket', role: 'feature' }),
    );
    expect(error.message).toMatch(/"ticket" .* has 120 different texts, but 100 categories is the most/);
    expect(error.field).toBe('options.table.columns');
  });

  it('takes a column for text when that shows late', async () => {
    const rows = Array.from(
      { length: 12_000 },
      (_, row) => `${row % 9},${row > 10_500 ? 'A' : row % 5},${row % 2}`,
    );
    const path = await files.file('late.csv', `x,code,y\n${rows.join('\n')}\n`);
    const { document, report } = await files.import(path, NONE);
    expect(document.input).toMatchObject({
      columns: [
        { name: 'x', type: 'number' },
        { name: 'code', categories: ['0', '1', '2', '3', '4', 'A'] },
      ],
    });
    expect(report.setAside).toEqual([]);
  });

  it.each([
    ['nothing', '', /is empty: it holds no rows/],
    ['a header alone', 'a,b,y\n', /no rows/],
    ['one column', 'y\n1\n2\n', /no column to learn from/],
    ['one class', 'x,y\n1,a\n2,a\n', /has one class only/],
    ['only different classes', 'x,y\n1,a\n2,b\n', /no class of two rows/],
    [
      'an open quote',
      'x,y\n1,"a\n2,b\n3,c\n',
      /ends within quotation marks: .* in row 2, the header counted/,
    ],
    ['a wrong quote', 'x,y\n1,a\n2,"b"c\n3,a\n', /quotation mark in a wrong place/],
    ['all rows uneven', 'x,y\n1,2,3\n4,5,6,7\n8\n', /Nothing is left/],
    ['a binary file', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 0]), /is no text/],
    ['damaged gzip', gzipSync('x,y\n1,a\n2,b\n').subarray(0, 25), /cannot be unpacked/],
  ])('is refused with %s', async (_, content, words) => {
    const error = await files.fault(await files.file('x.csv', content));
    expect(error.message).toMatch(words);
  });

  it('is refused when bytes after the first part are of another encoding', async () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => `${row},${row % 2}`).join('\n');
    const path = await files.file(
      'x.csv',
      Buffer.concat([Buffer.from(`x,y\n${rows}\n`), Buffer.from([0xe4, 0x2c, 0x31, 0x0a])]),
    );
    expect((await files.fault(path)).message).toMatch(/no UTF-8 text: save it again as UTF-8/);
  });

  it('is refused when a choice names no column', async () => {
    const path = await files.file('x.csv', 'a,y\n1,u\n2,v\n3,u\n4,v\n');
    const { message } = await files.fault(path, columns({ name: 'z', role: 'target' }));
    expect(message).toMatch(/no column "z": it has "a", "y"/);
  });

  it('reports progress that never goes down, and ends when it is aborted', async () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => `${row},${row % 3},${row % 2}`).join('\n');
    const path = await files.file('long.csv', `x,z,y\n${rows}\n`);
    const seen: [number, number][] = [];
    await files.import(path, NONE, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([30_000, 30_000]);
    for (const [at, [done, total]] of seen.entries()) {
      expect(done).toBeLessThanOrEqual(total);
      if (at > 0) expect(done).toBeGreaterThanOrEqual(seen[at - 1]![0]);
    }
    const abort = new AbortController();
    const before = await files.left();
    const ended = files.import(
      path,
      { testFraction: 0.1 },
      {
        signal: abort.signal,
        onProgress: (done) => {
          if (done > 20_000) abort.abort(new Error('enough'));
        },
      },
    );
    await expect(ended).rejects.toThrow('enough');
    expect(await files.left()).toEqual(before);
  });
});
