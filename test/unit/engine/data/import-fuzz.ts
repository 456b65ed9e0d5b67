import { gzipSync } from 'node:zlib';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect } from 'vitest';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { npyOf, npzOf } from './arrays/npy-bytes';
import { ImportCase } from './import-case';
import { mutated, mutation } from './mutations';

const ROWS = Array.from({ length: 40 }, (_, row) => row);
const PIXELS = Uint8Array.from({ length: 12 * 9 }, (_, at) => (at * 37) % 256);
const LABELS = npyOf(
  BigInt64Array.from({ length: 12 }, (_, row) => BigInt(row % 3)),
  [12],
);

const csv = (delimiter: string, decimal: string) =>
  [
    ['size', 'colour', 'note', 'split', 'kind'],
    ...ROWS.map((row) => [
      `${row}${decimal}${row % 10}`,
      row % 9 === 0 ? '' : `c${row % 4}`,
      row % 5 === 0 ? '"a ""b"", c;\nd"' : 'plain',
      row % 4 === 0 ? 'test' : 'train',
      row % 3 === 0 ? 'u' : 'v',
    ]),
  ]
    .map((cells) => cells.join(delimiter))
    .join('\n');

const parquet = (codec: 'SNAPPY' | 'UNCOMPRESSED') =>
  new Uint8Array(
    parquetWriteBuffer({
      codec,
      rowGroupSize: 25,
      columnData: [
        {
          name: 'x',
          data: ROWS.map((row) => (row % 7 ? Math.sqrt(row) : null)),
          type: 'DOUBLE',
          nullable: true,
        },
        { name: 'n', data: ROWS.map((row) => (row * 31) % 11), type: 'INT32' },
        { name: 'c', data: ROWS.map((row) => `c${row % 4}`), type: 'STRING' },
        { name: 'y', data: ROWS.map((row) => (row % 3 ? 'u' : 'v')), type: 'STRING' },
      ],
    }),
  );

/** Sound files of each format, which are then damaged. */
export const FORMATS: Readonly<Record<string, readonly { name: string; bytes: Uint8Array }[]>> = {
  csv: [
    { name: 'a.csv', bytes: Buffer.from(csv(',', '.')) },
    { name: 'b.csv', bytes: Buffer.from(csv(';', ',')) },
    { name: 'c.tsv', bytes: Buffer.from(`\uFEFF${csv('\t', '.')}`, 'utf16le') },
    { name: 'd.csv.gz', bytes: gzipSync(csv(',', '.')) },
  ],
  parquet: [
    { name: 'a.parquet', bytes: parquet('UNCOMPRESSED') },
    { name: 'b.parquet', bytes: parquet('SNAPPY') },
  ],
  npy: [
    {
      name: 'a.npy',
      bytes: npyOf(
        Float64Array.from({ length: 60 }, (_, at) => (at * 7) % 13),
        [20, 3],
      ),
    },
    {
      name: 'b.npy',
      bytes: npyOf(
        Int16Array.from({ length: 60 }, (_, at) => at % 5),
        [15, 4],
      ),
    },
  ],
  npz: [
    { name: 'a.npz', bytes: npzOf({ x: npyOf(PIXELS, [12, 3, 3]), y: LABELS }) },
    { name: 'b.npz', bytes: npzOf({ x: npyOf(Float32Array.from(PIXELS), [12, 9]), y: LABELS }, true) },
  ],
};

/** More than any of these small files may take, and much less than what damaged ones claim. */
const MOST_MEMORY = 600 << 20;

/**
 * Damages files of a format, and imports each: that ends in a dataset or in one clear sentence, with nothing left behind.
 *
 * @returns how many were imported, and how many refused
 */
export async function fuzzImport(
  format: string,
  { runs, seed }: { runs: number; seed?: number },
): Promise<{ imported: number; refused: number }> {
  const files = await ImportCase.open();
  const before = process.memoryUsage.rss();
  let imported = 0;
  let refused = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FORMATS[format]!),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async ({ name, bytes }, mutations) => {
          const path = await files.file(name, mutated(bytes, mutations));
          let expected: string[] = [];
          try {
            const { id, document, train, test } = await files.import(path);
            expect(train.inputs.length + test.inputs.length).toBeGreaterThan(0);
            expect(document.splits.train.count).toBeGreaterThan(0);
            expected = [id];
            imported++;
          } catch (error) {
            if (!(error instanceof DataError)) throw error;
            expect(error.message).toMatch(/^[^\n]+[.?]$/);
            refused++;
          }
          expect(await files.left()).toEqual(expected);
          for (const id of expected) await rm(join(files.datasets, id), { recursive: true });
          expect(process.memoryUsage.rss() - before).toBeLessThan(MOST_MEMORY);
        },
      ),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    );
    return { imported, refused };
  } finally {
    await files.close();
  }
}
