import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressIn, parseMirror } from '../../../../../src-main/engine/data/catalog/addresses';
import { makeCatalogEntry } from '../../../../../src-main/engine/data/catalog/make-entry';
import { PUBLISHED } from '../../../../../src-main/engine/data/catalog/published';
import { idFromName } from '../../../../../src-main/engine/data/import/names';
import { CATALOG } from '../../../../../src-shared/data/catalog';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entry-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const make = (entry: string, mirrors: string[] = []) =>
  makeCatalogEntry({
    entry,
    mirrors,
    datasetsFolder: join(folder, 'datasets'),
    downloadsFolder: join(folder, 'downloads'),
    onProgress: () => {},
    signal: new AbortController().signal,
  });

describe('the catalog', () => {
  it('names each set so that the dataset has its id', () => {
    for (const { id, name } of CATALOG) expect(idFromName(name)).toBe(id);
  });

  it('says of each download how large it is and whom it is from, and each has checksums', () => {
    const downloads = CATALOG.filter(({ kind }) => kind === 'download');
    expect(downloads.map(({ id }) => id).sort()).toEqual(Object.keys(PUBLISHED).sort());
    for (const { id, bytes, from } of downloads) {
      const { files, addresses } = PUBLISHED[id]!;
      expect(bytes).toBe(files.reduce((sum, file) => sum + file.bytes, 0));
      for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) parseMirror(address);
      // People are told the first address at least.
      expect(from).toContain(new URL(addresses[0]!).hostname.replace(/^www\./, ''));
    }
    const sums = Object.values(PUBLISHED).flatMap(({ files }) => files.map(({ sha256 }) => sha256));
    expect(new Set(sums).size).toBe(sums.length);
  });
});

describe('makeCatalogEntry', () => {
  it('makes a set once', async () => {
    const first = await make('two-moons');
    expect(first).toMatchObject({ id: 'two-moons', existed: false });
    expect(await make('two-moons')).toMatchObject({ id: 'two-moons', existed: true });
    expect(await readdir(join(folder, 'datasets'))).toEqual(['two-moons']);
  });

  it('makes it anew when its files are gone', async () => {
    const { document } = await make('sine');
    await rm(join(folder, 'datasets', 'sine', document.splits.train.shards[0]!.inputs));
    expect(await make('sine')).toMatchObject({ id: 'sine-2', existed: false });
  });

  it('knows no other sets', async () => {
    await expect(make('toString')).rejects.toThrow('There is no dataset called "toString" in the catalog.');
  });

  it.each(['somewhere', 'ftp://host/mnist', '/srv/mnist', 'https://', ''])(
    'refuses the mirror "%s" before anything is done',
    async (mirror) => {
      await expect(make('mnist', [mirror])).rejects.toMatchObject({
        name: 'DataError',
        field: 'mirror',
        message: expect.stringContaining('begins with http:// or https://') as unknown,
      });
    },
  );
});

describe('addressIn', () => {
  it.each([
    ['http://host/folder', 'http://host/folder/a.gz'],
    ['http://host/folder/', 'http://host/folder/a.gz'],
    ['http://host', 'http://host/a.gz'],
    ['http://host/folder?key=1', 'http://host/folder/a.gz?key=1'],
    ['http://host/folder/a.gz', 'http://host/folder/a.gz'],
  ])('%s', (base, whole) => {
    expect(addressIn(new URL(base), 'a.gz').href).toBe(whole);
  });
});
