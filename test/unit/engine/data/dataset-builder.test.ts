import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetDocumentSchema, type DatasetInput, type DatasetTarget } from '@shared/contract/dataset';
import { DatasetReader } from '../../../../src-main/engine/data/dataset-reader';
import { ContentFingerprint } from '../../../../src-main/engine/data/import/content-fingerprint';
import { DatasetBuilder } from '../../../../src-main/engine/data/import/dataset-builder';
import { ReportCollector } from '../../../../src-main/engine/data/import/report-collector';
import { readIds } from '../../../../src-main/studio/read-samples';

const input: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'size', missing: 1, fill: 'mean' },
    { type: 'category', name: 'kind', categories: ['a', 'b'], missing: 0 },
  ],
};
const target: DatasetTarget = { type: 'values', names: ['price'] };
const source = { type: 'table', format: 'text', file: 'prices.csv' } as const;

let datasetsFolder: string;
beforeEach(async () => {
  datasetsFolder = await mkdtemp(join(tmpdir(), 'builder-'));
});
afterEach(() => rm(datasetsFolder, { recursive: true }));

const rows = (...values: number[][]) => Float32Array.from(values.flat());

async function build(order: readonly number[], name = 'Prices') {
  const builder = await DatasetBuilder.open({ datasetsFolder, name, input, target, hasGroups: true });
  try {
    for (const row of order) {
      await builder.append(row % 4 === 3 ? 'validation' : row % 4 === 2 ? 'test' : 'train', {
        inputs: rows([row === 5 ? NaN : row * 10, row % 2, 1 - (row % 2)]),
        targets: rows([row * 100]),
        groups: Int32Array.of(row >> 1),
      });
    }
    return await builder.finish({ source, report: new ReportCollector().report() });
  } finally {
    await builder.close();
  }
}

describe('a dataset that is built sample by sample', () => {
  it('is read as it was given, its validation part behind the training part', async () => {
    const { id, document } = await build([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(id).toBe('prices');
    expect(await readdir(datasetsFolder)).toEqual(['prices']);
    const folder = join(datasetsFolder, id);
    const written: unknown = JSON.parse(await readFile(join(folder, 'dataset.json'), 'utf8'));
    expect(datasetDocumentSchema.parse(written)).toEqual(document);
    expect(document).toMatchObject({ validationCount: 2, classCounts: [], splits: { test: { count: 2 } } });
    const reader = new DatasetReader(folder, document, 'train');
    await reader.read(6);
    expect([...reader.samples.targets]).toEqual([0, 100, 400, 500, 300, 700]);
    expect([...reader.samples.inputs.subarray(9, 12)]).toEqual([NaN, 1, 0]);
    expect([...(await reader.groups())!]).toEqual([0, 0, 2, 2, 1, 3]);
  });

  it('is there once, in whatever order its samples come', async () => {
    const first = await build([0, 1, 2, 3, 4, 5, 6, 7]);
    const again = await build([7, 3, 1, 0, 5, 4, 6, 2], 'Other name');
    expect(again).toMatchObject({ id: first.id, existed: true });
    const other = await build([0, 1, 2, 3, 4, 5, 6]);
    expect(other).toMatchObject({ id: 'prices-2', existed: false });
    expect(await readdir(datasetsFolder)).toEqual(['prices', 'prices-2']);
  });

  it('keeps what its samples are called, and is told apart by that', async () => {
    const named = async (order: readonly number[], called: (row: number) => string[], columns: string[]) => {
      const builder = await DatasetBuilder.open({
        datasetsFolder,
        name: 'Named',
        input,
        target,
        idColumns: columns,
      });
      try {
        for (const row of order) {
          await builder.append(row === 3 ? 'test' : row === 2 ? 'validation' : 'train', {
            inputs: rows([row, 0, 1]),
            targets: rows([row]),
            ids: columns.length > 0 ? [called(row)] : undefined,
          });
        }
        return await builder.finish({ source, report: new ReportCollector().report() });
      } finally {
        await builder.close();
      }
    };
    const letters = (row: number) => [`nr ${row}`, 'a "quoted", Ü\nid'];
    const first = await named([0, 1, 2, 3], letters, ['nr', 'name']);
    const folder = join(datasetsFolder, first.id);
    const ids = (split: 'train' | 'test', indices: number[]) =>
      readIds(folder, first.document, split, indices);
    expect(await ids('train', [2, 0])).toEqual([letters(2), letters(0)]);
    expect(await ids('test', [0])).toEqual([letters(3)]);
    expect(await ids('test', [1])).toBeNull();
    expect(await named([3, 1, 0, 2], letters, ['nr', 'name'])).toMatchObject({ id: first.id, existed: true });
    const others = await named([0, 1, 2, 3], (row) => [`nr ${3 - row}`, ''], ['nr', 'name']);
    const none = await named([0, 1, 2, 3], () => [], []);
    expect([others.existed, none.existed]).toEqual([false, false]);
    for (const { document } of [others, none]) expect(document.fingerprint).toBe(first.document.fingerprint);
    expect(await readIds(join(datasetsFolder, none.id), none.document, 'train', [0])).toBeNull();
  });

  it('leaves nothing behind when it is given up', async () => {
    const controller = new AbortController();
    const builder = await DatasetBuilder.open({
      datasetsFolder,
      name: 'Half',
      input,
      target,
      signal: controller.signal,
    });
    const sample = { inputs: rows([1, 0, 1]), targets: rows([1]) };
    await builder.append('train', sample);
    controller.abort(new Error('cancelled'));
    await expect(builder.append('train', sample)).rejects.toThrow('cancelled');
    await builder.close();
    expect(await readdir(datasetsFolder)).toEqual([]);
  });

  it('with nothing to train on is refused in a sentence', async () => {
    await expect(build([2])).rejects.toThrow(/^Nothing is left to train on: .*\.$/);
  });

  it('says beforehand that there is no space', async () => {
    const opening = DatasetBuilder.open({ datasetsFolder, name: 'Huge', input, target, expected: 1e15 });
    await expect(opening).rejects.toThrow(/ MB left, but the dataset takes .* MB: free some space\.$/);
    expect(await readdir(datasetsFolder)).toEqual([]);
  });
});

describe('the fingerprint of content', () => {
  const sample = fc.tuple(
    fc.constantFrom('train' as const, 'validation' as const, 'test' as const),
    fc.uint8Array({ minLength: 3, maxLength: 3 }),
    fc.uint8Array({ minLength: 1, maxLength: 1 }),
  );
  const digest = (
    samples: readonly (readonly ['train' | 'validation' | 'test', Uint8Array, Uint8Array])[],
  ) => {
    const fingerprint = new ContentFingerprint();
    for (const one of samples) fingerprint.add(...one);
    return fingerprint.digest('layout');
  };

  it('does not depend on the order, but on every sample, its part and how often it comes', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), fc.nat(), (samples, at) => {
        const whole = digest(samples);
        expect(digest(samples.toReversed())).toBe(whole);
        const index = at % samples.length;
        const [part, bytes, label] = samples[index]!;
        const changed = bytes.map((byte, i) => (i === 1 ? byte ^ 1 : byte));
        expect(digest(samples.with(index, [part, changed, label]))).not.toBe(whole);
        expect(digest(samples.with(index, [part === 'test' ? 'train' : 'test', bytes, label]))).not.toBe(
          whole,
        );
        expect(digest([...samples, samples[index]!])).not.toBe(whole);
      }),
    );
  });
});

it('a document of the first version is read as the newest', () => {
  const old = {
    version: 1,
    id: 'fashion',
    name: 'Fashion',
    kind: 'image-classification',
    source: { type: 'idx', files: ['a', 'b'] },
    shape: [28, 28, 1],
    classes: ['0', '1'],
    splits: {
      train: {
        count: 3,
        shards: [{ images: 'train-0000.images.u8', labels: 'train-0000.labels.u8', count: 3 }],
      },
      test: { count: 0, shards: [] },
    },
    classCounts: [2, 1],
    fingerprint: 'a'.repeat(64),
    createdAt: '2026-11-23T00:00:00.000Z',
  };
  expect(datasetDocumentSchema.parse(old)).toMatchObject({
    version: 2,
    input: { type: 'pictures', shape: [28, 28, 1] },
    target: { type: 'classes', names: ['0', '1'] },
    splits: {
      train: { shards: [{ inputs: 'train-0000.images.u8', targets: 'train-0000.labels.u8', count: 3 }] },
    },
    validationCount: 0,
  });
  expect(datasetDocumentSchema.safeParse({ ...old, version: 3 }).success).toBe(false);
});
