import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DatasetDocument } from '@shared/contract/dataset';
import { DatasetSharing } from '../../../src-main/studio/ray/share-dataset';

let folder: string;
let shared: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-share-'));
  shared = join(folder, 'shared', 'datasets');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Two samples of one number each, in the order that is given. */
async function dataset(name: string, inputs: readonly [number, number]): Promise<string> {
  const place = join(folder, name);
  await mkdir(place);
  const document: DatasetDocument = {
    version: 2,
    id: name,
    name,
    source: { type: 'made-up', recipe: 'two', seed: 0 },
    input: { type: 'numbers', shape: [1] },
    target: { type: 'classes', names: ['a', 'b'] },
    splits: {
      train: { count: 2, shards: [{ inputs: 'train.inputs', targets: 'train.targets', count: 2 }] },
      test: { count: 0, shards: [] },
    },
    validationCount: 0,
    classCounts: [1, 1],
    // Of the content, in whatever order.
    fingerprint: 'a'.repeat(64),
    createdAt: '2026-11-24T10:00:00.000Z',
  };
  await writeFile(join(place, 'dataset.json'), JSON.stringify(document));
  await writeFile(join(place, 'train.inputs'), new Uint8Array(Float32Array.from(inputs).buffer));
  await writeFile(join(place, 'train.targets'), Uint8Array.of(0, 1));
  return place;
}

it('a dataset is shared once, by what it holds', async () => {
  const own = await dataset('one', [1, 2]);
  const sharing = new DatasetSharing();
  // Many trials begin at once.
  const [first, second] = await Promise.all([sharing.share(own, shared), sharing.share(own, shared)]);
  expect(second.folder).toBe(first.folder);
  expect(await readdir(shared)).toHaveLength(1);
  expect(await readFile(join(first.folder, 'train.inputs'))).toEqual(
    await readFile(join(own, 'train.inputs')),
  );
  const { mtimeMs } = await stat(join(first.folder, 'files.json'));
  // Another program, later.
  expect((await new DatasetSharing().share(own, shared)).folder).toBe(first.folder);
  expect((await stat(join(first.folder, 'files.json'))).mtimeMs).toBe(mtimeMs);
});

it('the same samples in another order are another one', async () => {
  const sharing = new DatasetSharing();
  const one = await sharing.share(await dataset('one', [1, 2]), shared);
  const other = await sharing.share(await dataset('other', [2, 1]), shared);
  expect(other.folder).not.toBe(one.folder);
});

it('a shared one that lost a file is made whole again', async () => {
  const own = await dataset('one', [1, 2]);
  const { folder: place } = await new DatasetSharing().share(own, shared);
  await rm(join(place, 'train.targets'));
  await new DatasetSharing().share(own, shared);
  expect(await readFile(join(place, 'train.targets'))).toEqual(Buffer.from([0, 1]));
});

it('what is no dataset is not shared', async () => {
  await expect(new DatasetSharing().share(folder, shared)).rejects.toThrow(/holds no dataset/);
});
