import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRows } from '../../../../src-main/studio/read-samples';
import { idxBytes } from './idx-samples';
import { ImportCase } from './import-case';
import { npyOf, npzOf } from './arrays/npy-bytes';
import { encoded, rawPicture, smallTree, writeTree } from './pictures/picture-samples';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(() => files.close());

/** Rows 3 and 5 are copies across parts, row 2 a copy within one, row 7 contradicts row 1. */
const TABLE = [
  'a,b,part,kind',
  '1,1,train,u',
  '1,1,train,u',
  '2,2,train,v',
  '3,3,train,v',
  '4,4,train,u',
  '2,2,test,v',
  '1,1,train,v',
  '4,4,test,u',
  '5,5,test,u',
  '5,5,test,u',
].join('\n');
const inputsOf = ({ inputs }: { inputs: number[][] }) => inputs.map(([first]) => first);

describe('copies of samples', () => {
  it('stay where nothing was chosen, and are doubted', async () => {
    const { train, test, report } = await files.import(await files.file('t.csv', TABLE));
    expect([train.inputs.length, test.inputs.length]).toEqual([6, 4]);
    expect(report.doubts.map(({ kind, count }) => [kind, count])).toContainEqual(['leak', 2]);
  });

  it('across parts stay in the test part alone, and the report says which went', async () => {
    const path = await files.file('t.csv', TABLE);
    const { train, test, report, document } = await files.import(path, { duplicates: 'one-part' });
    expect(inputsOf(train)).toEqual([1, 1, 3, 1]);
    expect(inputsOf(test)).toEqual([2, 4, 5, 5]);
    expect(document.classCounts).toEqual([2, 2]);
    expect(report).toMatchObject({ read: 10, kept: 8 });
    expect(report.setAside).toEqual([
      {
        reason: 'copy',
        count: 2,
        examples: [
          { where: 'row 3', what: 'in the training part, the same as row 6, which is in the test part' },
          { where: 'row 5', what: 'in the training part, the same as row 8, which is in the test part' },
        ],
      },
    ]);
    expect(report.doubts.map(({ kind }) => kind)).not.toContain('leak');
  });

  it('are there once where that is chosen; contradictions stay for a person to look at', async () => {
    const path = await files.file('t.csv', TABLE);
    const { train, test, report } = await files.import(path, { duplicates: 'once' });
    expect(inputsOf(train)).toEqual([1, 3, 1]);
    expect(inputsOf(test)).toEqual([2, 4, 5]);
    expect(report.doubts.map(({ kind, count }) => [kind, count])).toContainEqual(['contradiction', 1]);
  });

  it('are found in arrays', async () => {
    const x = npyOf(
      Uint8Array.from({ length: 8 * 4 }, (_, at) => (Math.floor(at / 4) % 5) * 3),
      [8, 2, 2],
    );
    const y = npyOf(BigInt64Array.from([0n, 1n, 0n, 1n, 0n, 0n, 1n, 0n]), [8]);
    const path = await files.file('a.npz', npzOf({ x, y }));
    const { train, test, report } = await files.import(path, { duplicates: 'once', testFraction: 0.3 });
    const all = [...train.inputs, ...test.inputs].map((input) => input.join());
    expect(new Set(all).size).toBe(all.length);
    expect(report.kept).toBe(5);
  });

  it('are found in IDX files, whose other pictures keep their labels', async () => {
    const folder = join(files.root, 'idx');
    await mkdir(folder);
    const picture = (value: number) => [value, value, value, value];
    const put = async (part: string, values: number[], labels: number[]) => {
      await writeFile(
        join(folder, `${part}-images-idx3-ubyte`),
        idxBytes([values.length, 2, 2], Uint8Array.from(values.flatMap(picture))),
      );
      await writeFile(
        join(folder, `${part}-labels-idx1-ubyte`),
        idxBytes([labels.length], Uint8Array.from(labels)),
      );
    };
    await put('train', [10, 20, 30, 40, 40], [0, 1, 0, 1, 1]);
    await put('t10k', [20, 50], [1, 0]);
    const { train, test, report, document } = await files.import(folder, { duplicates: 'once' });
    expect(inputsOf(train)).toEqual([10, 30, 40]);
    expect(train.targets).toEqual([[0], [0], [1]]);
    expect(inputsOf(test)).toEqual([20, 50]);
    expect(document.classCounts).toEqual([2, 1]);
    expect(report).toMatchObject({ read: 7, kept: 5 });
  });
});

describe('a sample', () => {
  it('knows which row of its file it is, in whichever part and however many were left out', async () => {
    const path = await files.file('t.csv', TABLE);
    const { id, document } = await files.import(path, { duplicates: 'once', exclude: ['1'] });
    const rows = (part: 'train' | 'test') =>
      readRows(join(files.datasets, id), document.splits[part].shards, [0, 1, 2]);
    expect(await rows('train')).toEqual([2, 4, 7]);
    expect(await rows('test')).toEqual([6, 8, 9]);
  });
});

describe('samples that a person leaves out', () => {
  it('are rows as the report counts them', async () => {
    const path = await files.file('t.csv', TABLE);
    const { train, report } = await files.import(path, { exclude: ['row 7', '2', 'row 1,000'] });
    expect(inputsOf(train)).toEqual([1, 2, 3, 4]);
    expect(report.setAside).toMatchObject([
      { reason: 'left out by choice', count: 2, examples: [{ where: 'row 2' }, { where: 'row 7' }] },
    ]);
    expect(report.notes.join()).toContain('Asked to be left out, but not there: row 1000.');
  });
});

it('pictures are left out by their files, and copies of them by choice', async () => {
  const folder = join(files.root, 'pictures');
  const tree = await smallTree(4);
  const copied = tree['cats/0.png']!;
  await writeTree(folder, {
    ...Object.fromEntries(Object.entries(tree).map(([path, file]) => [`train/${path}`, file])),
    'test/cats/copy.png': copied,
    'test/dogs/new.png': await encoded(rawPicture(77)),
  });
  const { document, report } = await files.import(folder, {
    duplicates: 'one-part',
    exclude: ['train/dogs/1.png'],
  });
  expect(document.classCounts).toEqual([3, 3]);
  expect(document.splits.test.count).toBe(2);
  expect(report.setAside).toMatchObject([
    { reason: 'left out by choice', examples: [{ where: 'train/dogs/1.png' }] },
    { reason: 'copy', examples: [{ where: 'train/cats/0.png' }] },
  ]);
});
