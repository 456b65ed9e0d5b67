import { renameSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { npyOf, npzOf } from './arrays/npy-bytes';
import { smallIdx, writeIdx } from './idx-samples';
import { ImportCase } from './import-case';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(async () => {
  await files.close();
});

type Content = string | Uint8Array;
type Write = (path: string, content: Content) => void;

/** Puts another file in its place, as editors do. */
const replace: Write = (path, content) => {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
};

/** Imports a file or folder, and has something done once so much of it is. */
async function importWhile(path: string, change: () => void, share = 0): Promise<unknown> {
  let isChanged = false;
  const onProgress = (done: number, total: number) => {
    if (isChanged || done < total * share) return;
    change();
    isChanged = true;
  };
  const done: unknown = await files
    .import(path, { testFraction: 0 }, { onProgress })
    .catch((error: unknown) => error);
  expect(isChanged).toBe(true);
  return done;
}

async function expectRefused(
  path: string,
  changed: string,
  content: Content,
  write: Write,
  share?: number,
): Promise<void> {
  const done = await importWhile(path, () => write(changed, content), share);
  expect(done).toBeInstanceOf(DataError);
  expect(done).toMatchObject({ message: `${changed} was changed while it was read: import it again.` });
  expect(await files.left()).toEqual([]);
}

const COUNT = 2000;
const kindOf = (at: number) => (at < COUNT / 2 ? 0 : 1);
const places = Array.from({ length: COUNT }, (_, at) => at);
const csv = (rows: readonly number[]) =>
  ['x,size,kind', ...rows.map((at) => `${at},2,k${kindOf(at)}`)].join('\n');
const parquet = (rows: readonly number[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'x', data: [...rows], type: 'INT32' },
        { name: 'y', data: rows.map(kindOf), type: 'INT32' },
      ],
    }),
  );
const inputs = (rows: readonly number[], shape: number[]) =>
  npyOf(Float32Array.from(rows), [rows.length, ...shape]);
const targets = (rows: readonly number[]) => npyOf(Int32Array.from(rows, kindOf), [rows.length]);

describe('a source that is rewritten while it is imported is refused, and leaves nothing behind:', () => {
  it.each<[string, string, (rows: readonly number[]) => Content]>([
    ['a text table', 't.csv', csv],
    ['a gzipped one', 't.csv.gz', (rows) => gzipSync(csv(rows))],
    ['a Parquet file', 't.parquet', parquet],
    ['rows of an NPZ file', 't.npz', (rows) => npzOf({ x: inputs(rows, [1]), y: targets(rows) })],
    ['samples of an NPZ file', 's.npz', (rows) => npzOf({ x: inputs(rows, [1, 1]), y: targets(rows) })],
  ])('%s', async (_, name, content) => {
    const path = await files.file(name, content(places));
    await expectRefused(path, path, content(places.toReversed()), replace);
  });

  it('a file that is written in place, with as many bytes as before', async () => {
    const path = await files.file('t.csv', csv(places));
    // Its times differ although all of this takes less than their clock's tick.
    await utimes(path, 1e9, 1e9);
    await expectRefused(path, path, csv(places.toReversed()), writeFileSync);
  });

  it('a text table, in its last reading', async () => {
    const path = await files.file('t.csv', csv(places));
    await expectRefused(path, path, csv(places.toReversed()), replace, 0.6);
  });

  it('the targets that lie beside an NPY file', async () => {
    const path = await files.file('x.npy', inputs(places, [1, 1]));
    const beside = await files.file('y.npy', targets(places));
    await expectRefused(path, beside, targets(places.toReversed()), replace);
  });

  it.each(['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-labels-idx1-ubyte'])(
    'an IDX file, %s',
    async (name) => {
      const folder = join(files.root, 'idx');
      await writeIdx(folder, smallIdx());
      await expectRefused(folder, join(folder, name), smallIdx()[name]!.toReversed(), replace);
    },
  );
});

it('a file beside which another is written meanwhile is imported', async () => {
  const path = await files.file('t.csv', csv(places));
  const done = await importWhile(path, () => writeFileSync(`${path}.copy`, csv(places)));
  expect(done).toMatchObject({ report: { kept: COUNT } });
});
