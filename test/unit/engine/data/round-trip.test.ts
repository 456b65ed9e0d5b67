import { rm } from 'node:fs/promises';
import { stringify } from './stringify-csv';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { npyOf, npzOf } from './arrays/npy-bytes';
import { ImportCase } from './import-case';

/** What comes back is float32. */
const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const cell = fc.option(float, { nil: null, freq: 6 });
/** Texts with all that has to be quoted; not such as are read as missing or as numbers. */
const text = fc
  .array(fc.constantFrom('a', 'B', 'ß', '字', ' ', ',', ';', '"', '\n', '\r\n', '\t', "'", '|', '1', '.'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((letters) => `t${letters.join('')}e`);

const table = fc
  .record({ columns: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 4, max: 12 }) })
  .chain(({ columns, rows }) =>
    fc.record({
      numbers: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
      words: fc.uniqueArray(text, { minLength: 2, maxLength: 3 }),
    }),
  )
  // A column without any number is left out.
  .filter(({ numbers }) => numbers[0]!.every((_, column) => numbers.some((row) => row[column] !== null)));

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

/** Each class at least twice, a text column, and a target that is in no doubt. */
const rowsOf = ({ numbers, words }: Table) =>
  numbers.map((row, index) => ({
    numbers: row,
    word: words[index % words.length]!,
    kind: index % 2 === 0 ? 'even' : 'odd',
  }));

const namesOf = ({ numbers }: Table) => numbers[0]!.map((_, column) => `n${column}`);
const options = (written: Table) => ({
  testFraction: 0,
  table: {
    columns: [
      ...namesOf(written).map((name) => ({ name, role: 'feature' as const, type: 'number' as const })),
      { name: 'word', role: 'feature' as const, type: 'category' as const },
      { name: 'kind', role: 'target' as const },
    ],
  },
});

async function expectBack(files: ImportCase, path: string, written: Table): Promise<void> {
  const { id, document, train } = await files.import(path, options(written));
  const rows = rowsOf(written);
  if (document.input.type !== 'table') throw new Error('it is no table');
  const last = document.input.columns.at(-1)!;
  if (last.type !== 'category') throw new Error('the words are no categories');
  const width = written.numbers[0]!.length;
  expect(train.inputs.map((input) => input.slice(0, width))).toEqual(
    rows.map(({ numbers }) => numbers.map((value) => value ?? NaN)),
  );
  const words = train.inputs.map((input) => last.categories[input.slice(width).indexOf(1)]);
  expect(words).toEqual(rows.map(({ word }) => word));
  expect(train.targets.flat()).toEqual(rows.map(({ kind }) => (kind === 'even' ? 0 : 1)));
  await rm(`${files.datasets}/${id}`, { recursive: true });
}

const delimiter = fc.constantFrom(',', ';', '\t', '|');

it('what is written as CSV comes back exactly', async () => {
  const files = await ImportCase.open();
  try {
    await fc.assert(
      fc.asyncProperty(table, delimiter, fc.constantFrom('\n', '\r\n'), async (written, by, end) => {
        const lines = rowsOf(written).map(({ numbers, word, kind }) => [
          ...numbers.map((value) => (value === null ? '' : Object.is(value, -0) ? '-0' : String(value))),
          word,
          kind,
        ]);
        const body = [[...namesOf(written), 'word', 'kind'], ...lines];
        await expectBack(files, await files.file('t.csv', stringify(body, by, end)), written);
      }),
      { numRuns: 60 },
    );
  } finally {
    await files.close();
  }
}, 120_000);

it('what is written as Parquet comes back exactly', async () => {
  const files = await ImportCase.open();
  try {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 8 }), async (written, rowGroupSize) => {
        const rows = rowsOf(written);
        const bytes = parquetWriteBuffer({
          rowGroupSize,
          columnData: [
            ...namesOf(written).map((name, column) => ({
              name,
              data: rows.map(({ numbers }) => numbers[column]!),
              type: 'DOUBLE' as const,
              nullable: true,
            })),
            { name: 'word', data: rows.map(({ word }) => word), type: 'STRING' },
            { name: 'kind', data: rows.map(({ kind }) => kind), type: 'STRING' },
          ],
        });
        await expectBack(files, await files.file('t.parquet', new Uint8Array(bytes)), written);
      }),
      { numRuns: 60 },
    );
  } finally {
    await files.close();
  }
}, 120_000);

it('what is written as NPZ comes back exactly', async () => {
  const files = await ImportCase.open();
  const shape = fc.record({
    rows: fc.integer({ min: 4, max: 9 }),
    item: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 0, maxLength: 3 }),
  });
  const arrays = shape.chain(({ rows, item }) => {
    const size = item.reduce((product, length) => product * length, 1);
    const values = fc.array(float, { minLength: rows * size, maxLength: rows * size });
    return fc.record({ rows: fc.constant(rows), item: fc.constant(item), size: fc.constant(size), values });
  });
  try {
    await fc.assert(
      fc.asyncProperty(arrays, fc.boolean(), async ({ rows, item, size, values }, isCompressed) => {
        const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
        const x = npyOf(Float64Array.from(values), [rows, ...item]);
        const path = await files.file('a.npz', npzOf({ x, y: npyOf(labels, [rows]) }, isCompressed));
        const { id, train } = await files.import(path, { testFraction: 0 });
        expect(train.inputs).toEqual(
          Array.from({ length: rows }, (_, row) => values.slice(row * size, (row + 1) * size)),
        );
        expect(train.targets.flat()).toEqual([...labels]);
        await rm(`${files.datasets}/${id}`, { recursive: true });
      }),
      { numRuns: 60 },
    );
  } finally {
    await files.close();
  }
}, 120_000);
