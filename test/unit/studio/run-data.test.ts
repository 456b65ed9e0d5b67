import { mkdir, mkdtemp, readdir, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Datasets } from '../../../src-main/studio/datasets';
import type { Jobs } from '../../../src-main/studio/jobs';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { relinkData, runData } from '../../../src-main/studio/run-data';

let root: string;
let library: Library;
let datasets: Datasets;
const folderOf = (id: string) => join(library.datasets, id);
const PRINT = 'a'.repeat(64);
const run = {
  spec: { data: { dataset: 'moons' } },
  datasetName: 'Moons',
  datasetFingerprint: PRINT,
} as Parameters<typeof runData>[1];

/** A dataset of one row of two numbers in each part, with as many bytes as it says. */
async function write(
  folder: string,
  fingerprint = PRINT,
  source: object = { type: 'made-up', recipe: 'two-moons', seed: 0 },
): Promise<void> {
  const part = { count: 1, shards: [{ inputs: 'x', targets: 'y', count: 1 }] };
  const number = (name: string) => ({ type: 'number', name, missing: 0, fill: 'mean' });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'x'), new Uint8Array(8));
  await writeFile(join(folder, 'y'), new Uint8Array(1));
  const document = {
    version: 2,
    id: 'moons',
    name: 'Moons',
    source,
    input: { type: 'table', columns: [number('a'), number('b')] },
    target: { type: 'classes', names: ['outer', 'inner'] },
    splits: { train: part, test: part },
    validationCount: 0,
    classCounts: [1, 0],
    fingerprint,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  await writeFile(join(folder, 'dataset.json'), JSON.stringify(document));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trainyard-data-'));
  library = await prepareLibrary(join(root, 'library'));
  datasets = new Datasets(library, {} as Jobs, () => {});
  await write(folderOf('moons'));
});
afterEach(() => rm(root, { recursive: true }));
const refusal = (path: string) =>
  relinkData(datasets, run, path).then(String, (error: Error) => error.message);

describe('the data of a run', () => {
  it('is not taken from within what would be removed for it', async () => {
    await rm(join(folderOf('moons'), 'x'));
    const within = join(folderOf('moons'), 'copy');
    await write(within);
    expect(await refusal(within)).toBe(
      `${within} lies within what it would replace: move it elsewhere first.`,
    );
    expect(await readdir(within)).toContain('dataset.json');
  });

  it('is there, missing or damaged, and where it was looked for is told', async () => {
    expect((await runData(datasets, run)).state).toBe('there');
    await rm(join(folderOf('moons'), 'x'));
    expect(await runData(datasets, run)).toMatchObject({ state: 'damaged', lookedIn: folderOf('moons') });
    await rm(folderOf('moons'), { recursive: true });
    expect(await runData(datasets, run)).toMatchObject({
      state: 'missing',
      problem: `There is no folder ${folderOf('moons')}.`,
      same: [],
    });
  });

  it('is found again where the dataset was moved to', async () => {
    const elsewhere = join(root, 'drive', 'moons');
    await mkdir(join(root, 'drive'));
    await rename(folderOf('moons'), elsewhere);
    expect((await relinkData(datasets, run, elsewhere)).state).toBe('there');
    expect(await readlink(folderOf('moons'))).toBe(elsewhere);
    expect((await datasets.list()).map(({ id }) => id)).toContain('moons');
  });

  it('may be there under another id, and is known by its fingerprint', async () => {
    await write(folderOf('moons-2'));
    await write(folderOf('others'), 'b'.repeat(64));
    // Half of it is gone.
    await rm(join(folderOf('moons'), 'x'));
    const { same } = await runData(datasets, run);
    expect(same.map(({ id }) => id)).toEqual(['moons-2']);
    expect((await relinkData(datasets, run, same[0]!.folder)).state).toBe('there');
    // By a path that holds when the library is moved.
    expect(await readlink(folderOf('moons'))).toBe('moons-2');
  });

  it('is not what has other samples, is damaged, or no dataset', async () => {
    expect(await refusal(root)).toMatch(/is where it was/);
    await rm(folderOf('moons'), { recursive: true });
    await write(join(root, 'others'), 'b'.repeat(64));
    await write(join(root, 'torn'));
    await rm(join(root, 'torn', 'y'));
    expect(await refusal(join(root, 'others'))).toMatch(/another dataset/);
    expect(await refusal(join(root, 'torn'))).toMatch(/wrong size/);
    expect(await refusal(root)).toMatch(/no dataset.json/);
    expect(await refusal('moons')).toMatch(/whole path/);
    expect((await runData(datasets, run)).state).toBe('missing');
  });

  it('of a run that noted no fingerprint are digits that were drawn since, and nothing else', async () => {
    const old = { ...run, datasetFingerprint: '' };
    await rm(folderOf('moons'), { recursive: true });
    await write(join(root, 'others'));
    await expect(relinkData(datasets, old, join(root, 'others'))).rejects.toThrow(/another dataset/);
    await write(join(root, 'drawn'), 'b'.repeat(64), { type: 'drawn-digits', seed: 0 });
    expect((await relinkData(datasets, old, join(root, 'drawn'))).state).toBe('there');
  });
});
