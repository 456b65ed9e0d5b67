import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer, type ColumnSource, type ParquetWriteOptions } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDelta, checkRuns, DamagedPage } from '../../../../../src-main/engine/data/table/parquet-runs';
import { ImportCase } from '../import-case';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(async () => {
  await files.close();
});

const NONE = { testFraction: 0 };
const parquet = (columnData: ColumnSource[], options: Partial<ParquetWriteOptions> = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...options }));

const SMALL: ColumnSource[] = [
  { name: 'x', data: [1.5, null, -3, 4], type: 'DOUBLE', nullable: true },
  { name: 'n', data: [1n, 2n, 3n, 9007199254740993n], type: 'INT64' },
  { name: 'c', data: ['a', '', 'NA', 'a'], type: 'STRING' },
  { name: 'ok', data: [true, false, true, true], type: 'BOOLEAN' },
  { name: 'y', data: [0, 1, 0, 1], type: 'INT32' },
];

describe('a Parquet table', () => {
  it('becomes numbers, categories and classes, and what is missing is so by its type alone', async () => {
    const { document, train, report } = await files.import(await files.file('p.parquet', parquet(SMALL)), {
      testFraction: 0,
      table: { columns: [{ name: 'n', role: 'ignore' }] },
    });
    expect(document).toMatchObject({
      source: { type: 'table', format: 'parquet', file: 'p.parquet' },
      input: {
        columns: [
          { type: 'number', name: 'x', missing: 1 },
          { type: 'category', name: 'c', categories: ['NA', 'a'], missing: 1 },
          { type: 'category', name: 'ok', categories: ['false', 'true'] },
        ],
      },
      target: { type: 'classes', names: ['0', '1'] },
    });
    expect(train.inputs).toEqual([
      [1.5, 0, 1, 0, 1],
      [NaN, 0, 0, 1, 0],
      [-3, 1, 0, 0, 1],
      [4, 0, 1, 0, 1],
    ]);
    expect(report).toMatchObject({ read: 4, kept: 4 });
  });

  it.each([
    ['GZIP', (input: Uint8Array) => gzipSync(input)],
    ['BROTLI', (input: Uint8Array) => brotliCompressSync(input)],
    ['ZSTD', (input: Uint8Array) => zstdCompressSync(input)],
    ['SNAPPY', undefined],
    ['UNCOMPRESSED', undefined],
  ] as const)('packed with %s is the same', async (codec, compress) => {
    const rows = Array.from({ length: 3000 }, (_, row) => row);
    const columns: ColumnSource[] = [
      { name: 'x', data: rows.map((row) => Math.sin(row)), type: 'DOUBLE' },
      { name: 'z', data: rows.map((row) => (row % 7 ? row % 5 : null)), type: 'INT32', nullable: true },
      { name: 'kind', data: rows.map((row) => (row % 3 ? 'u' : 'v')), type: 'STRING' },
    ];
    const bytes = parquet(columns, {
      codec,
      rowGroupSize: 700,
      pageSize: 1000,
      ...(compress && { compressors: { [codec]: compress } }),
    });
    const { train } = await files.import(await files.file('c.parquet', bytes), NONE);
    expect(train.inputs).toEqual(rows.map((row) => [Math.fround(Math.sin(row)), row % 7 ? row % 5 : NaN]));
    expect(train.targets.flat()).toEqual(rows.map((row) => (row % 3 ? 0 : 1)));
  });

  it('is inspected without being read as a whole', async () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => row);
    const bytes = parquet([
      { name: 'x', data: rows.map((row) => row / 3), type: 'DOUBLE' },
      { name: 'y', data: rows.map((row) => row * 2), type: 'INT32' },
    ]);
    const { count, isWhole, task, summary, columns } = await files.inspect(
      await files.file('i.parquet', bytes),
    );
    expect({ count, isWhole, task }).toEqual({ count: 30_000, isWhole: true, task: 'regression' });
    expect(summary).toMatch(/Parquet with 30,000 rows of 2 columns/);
    expect(columns[0]!.values).toBe(10_000);
  });

  it('leaves out columns that are neither numbers nor texts, and says so', async () => {
    const bytes = parquet([
      { name: 'x', data: [1, 2, 3, 4], type: 'DOUBLE' },
      { name: 'json', data: [{ a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }], type: 'JSON' },
      { name: 'y', data: ['u', 'v', 'u', 'v'], type: 'STRING' },
    ]);
    const { report, document } = await files.import(await files.file('j.parquet', bytes), NONE);
    expect(document.input).toMatchObject({ columns: [{ name: 'x' }] });
    expect(report.notes.join()).toMatch(/Column "json" is neither numbers nor texts/);
  });

  it('leaves out nested columns, and is refused in one sentence where all are', async () => {
    const list = (name: string) => [
      { name, repetition_type: 'OPTIONAL' as const, converted_type: 'LIST' as const, num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED' as const, num_children: 1 },
      { name: 'element', type: 'INT32' as const, repetition_type: 'OPTIONAL' as const },
    ];
    const lists = { name: 'scores', data: [[1, 2], [3], [], [4, 5]] };
    const all = parquet([lists], { schema: [{ name: 'root', num_children: 1 }, ...list('scores')] });
    const path = await files.file('all.parquet', all);
    expect((await files.fault(path)).message).toBe(
      `All columns of ${path} are nested (lists, maps or structures), which cannot be read: write each of their values as a column of its own.`,
    );
    const some = parquet(
      [{ name: 'x', data: [1, 2, 3, 4] }, lists, { name: 'y', data: ['u', 'v', 'u', 'v'] }],
      {
        schema: [
          { name: 'root', num_children: 3 },
          { name: 'x', type: 'DOUBLE', repetition_type: 'REQUIRED' },
          ...list('scores'),
          { name: 'y', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        ],
      },
    );
    const { report, document } = await files.import(await files.file('n.parquet', some), NONE);
    expect(document.input).toMatchObject({ columns: [{ name: 'x' }] });
    expect(report.notes).toContain(
      '"scores" is nested (lists, maps or structures) and was left out: write each value as a column of its own to learn from it.',
    );
  });

  it('is refused when its headers claim 2 billion rows', async () => {
    // The smallest there is: a mark, metadata with no columns, its length, the mark.
    const claims = Buffer.from('PAR1', 'latin1');
    const metadata = Buffer.from([
      0x15, 2, 0x19, 0x1c, 0x48, 4, 0x72, 0x6f, 0x6f, 0x74, 0x15, 0, 0, 0x16, 0x80, 0xd0, 0xac, 0xf3, 0x0e,
      0x19, 0x0c, 0,
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(metadata.length);
    const tiny = Buffer.concat([claims, metadata, length, claims]);
    expect(tiny.length).toBeLessThanOrEqual(42);
    expect((await files.fault(await files.file('t.parquet', tiny))).message).toMatch(/is damaged/);
  });

  it.each([
    ['nothing', () => Buffer.alloc(0)],
    ['another format', () => Buffer.from('x,y\n1,2\n3,4\n5,6\n')],
    ['its end cut off', () => Buffer.from(parquet(SMALL)).subarray(0, -20)],
    [
      'its middle cut out',
      () =>
        Buffer.concat([
          Buffer.from(parquet(SMALL)).subarray(0, 20),
          Buffer.from(parquet(SMALL)).subarray(60),
        ]),
    ],
  ])('is refused with %s', async (_, bytes) => {
    expect((await files.fault(await files.file('x.parquet', bytes()))).message).toMatch(/Parquet file/);
  });
});

describe('runs of levels and places', () => {
  const check = (bytes: number[], bitWidth: number, count: number) =>
    checkRuns(Uint8Array.from(bytes), { from: 0, to: bytes.length, bitWidth, count });

  it('are walked to their end', () => {
    // Five times 1, then eight packed values of one bit.
    expect(check([10, 1, 3, 0b1010_1010], 1, 13)).toBe(4);
    expect(check([10, 1, 3, 0b1010_1010, 99, 99], 1, 13)).toBe(4);
  });

  it('are refused when one claims more than there is', () => {
    expect(() => check([0xfe, 0xff, 0xff, 0xff, 0x0f, 1], 1, 100)).toThrow(DamagedPage);
    expect(() => check([22, 1], 1, 10)).toThrow(DamagedPage);
    expect(() => check([0xff, 0xff, 0xff, 0xff, 0x0f], 1, 10)).toThrow(DamagedPage);
    expect(() => check([0x80, 0x80], 1, 10)).toThrow(DamagedPage);
    expect(() => check([2, 1], 33, 1)).toThrow(DamagedPage);
  });

  it('are refused when they end before all levels were told', () => {
    const levels = { from: 0, to: 2, bitWidth: 1, count: 13 };
    expect(checkRuns(Uint8Array.of(10, 1), levels)).toBe(2);
    expect(() => checkRuns(Uint8Array.of(10, 1), { ...levels, isWhole: true })).toThrow(DamagedPage);
  });

  it('of deltas are refused with parts that lead nowhere', () => {
    expect(() => checkDelta(Uint8Array.of(0x80, 1, 4, 10, 0), 0)).not.toThrow();
    for (const bytes of [[0x80, 1, 0], [0, 0], [0x80, 1, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x80]]) {
      expect(() => checkDelta(Uint8Array.from(bytes), 0)).toThrow(DamagedPage);
    }
  });
});
