import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetDocumentSchema } from '../../../../src-shared/contract/dataset';
import { DataError } from '../../../../src-main/engine/data/data-error';
import { describeDrawnDigits, makeDrawnDigits } from '../../../../src-main/engine/data/drawn-digits/make';

const counts = { train: 10_400, test: 200 };
const SHARDS = [
  'test-0000.images.u8',
  'test-0000.labels.u8',
  'train-0000.images.u8',
  'train-0000.labels.u8',
  'train-0001.images.u8',
  'train-0001.labels.u8',
];
let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'drawn-digits-')), 'drawn-digits');
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function contents(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of await readdir(folder))
    files.set(name, (await readFile(join(folder, name))).toString('base64'));
  return files;
}

describe('makeDrawnDigits', () => {
  it('describes 60,000 and 10,000 balanced digits by default', () => {
    const document = describeDrawnDigits(0);
    expect(document.splits.train.count).toBe(60_000);
    expect(document.splits.test.count).toBe(10_000);
    expect(document.classCounts).toEqual(Array.from({ length: 10 }, () => 6_000));
    expect(describeDrawnDigits(1).fingerprint).not.toBe(document.fingerprint);
  });

  it('writes a dataset, the document first and training shards before test shards', async () => {
    const seen: string[][] = [];
    const progress: number[] = [];
    let looked = Promise.resolve();
    const document = await makeDrawnDigits({
      folder,
      seed: 0,
      counts,
      onProgress: (done, total) => {
        expect(total).toBe(10_600);
        progress.push(done);
        looked = looked.then(async () => void seen.push(await readdir(folder)));
      },
    });
    await looked;
    expect(seen[0]).toEqual(['dataset.json']);
    expect(
      seen.some((names) => names.includes('train-0000.images.u8') && !names.includes('test-0000.labels.u8')),
    ).toBe(true);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(10_600);
    expect((await readdir(folder)).sort()).toEqual(['dataset.json', ...SHARDS]);
    const written: unknown = JSON.parse(await readFile(join(folder, 'dataset.json'), 'utf8'));
    expect(datasetDocumentSchema.parse(written)).toEqual(document);
    const labels = await readFile(join(folder, 'train-0001.labels.u8'));
    expect(labels.filter((label) => label === 4)).toHaveLength(40);
  });

  it('goes on after a stop and ends with the same bytes; a rerun touches nothing', async () => {
    await makeDrawnDigits({ folder, seed: 3, counts, onProgress: () => {} });
    const whole = await contents();
    const before = await stat(join(folder, 'train-0000.images.u8'));

    await rm(join(folder, 'train-0001.images.u8'));
    await truncate(join(folder, 'test-0000.images.u8'), 5);
    await writeFile(join(folder, 'test-0000.images.u8.999999999.tmp'), 'left by a killed process');
    await makeDrawnDigits({ folder, seed: 3, counts, onProgress: () => {} });
    expect(await contents()).toEqual(whole);
    expect((await stat(join(folder, 'train-0000.images.u8'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('stops when told to and keeps complete shards', async () => {
    const stop = new AbortController();
    const making = makeDrawnDigits({
      folder,
      seed: 0,
      counts,
      signal: stop.signal,
      onProgress: (done) => {
        if (done === 10_200) stop.abort(new Error('enough'));
      },
    });
    await expect(making).rejects.toThrow('enough');
    expect((await readdir(folder)).sort()).toEqual([
      'dataset.json',
      'train-0000.images.u8',
      'train-0000.labels.u8',
    ]);
  });

  it('makes a folder of another recipe anew', async () => {
    const few = { train: 20, test: 10 };
    await makeDrawnDigits({ folder, seed: 0, counts: few, onProgress: () => {} });
    const old = await contents();
    await makeDrawnDigits({ folder, seed: 1, counts: few, onProgress: () => {} });
    const anew = await contents();
    expect(anew.get('train-0000.images.u8')).not.toBe(old.get('train-0000.images.u8'));
    expect([...anew.keys()]).toEqual([...old.keys()]);
  });

  it('says so when the folder cannot be written', async () => {
    await writeFile(join(folder, '..', 'file'), '');
    const making = makeDrawnDigits({
      folder: join(folder, '..', 'file', 'x'),
      seed: 0,
      counts,
      onProgress: () => {},
    });
    await expect(making).rejects.toBeInstanceOf(DataError);
  });
});
