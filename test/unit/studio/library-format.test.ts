import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { LIBRARY_FORMAT, readFormat } from '../../../src-main/studio/format/library-format';
import { backupFolder, migrateLibrary } from '../../../src-main/studio/format/migrate-library';
import { MIGRATIONS } from '../../../src-main/studio/format/migrations';
import { openStudio, type Studio } from '../../../src-main/studio/studio';
import { runDocument } from './run-document';

const RUN = '20260101-120000-abcd';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-format-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}
const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(folder, path), 'utf8'));

/** As the first version wrote it. */
const FIRST_DATASET = {
  version: 1,
  id: 'pets',
  name: 'Pets',
  source: { type: 'idx', files: ['a', 'b'] },
  shape: [2, 2, 1],
  classes: ['cat', 'dog'],
  splits: {
    train: { count: 2, shards: [{ images: 'train.u8', labels: 'train.labels', count: 2 }] },
    test: { count: 0, shards: [] },
  },
  classCounts: [1, 1],
  fingerprint: 'a'.repeat(64),
  createdAt: '2026-01-01T12:00:00.000Z',
};

async function open(): Promise<{ studio: Studio; client: StudioClient }> {
  const studio = await openStudio({
    libraryFolder: folder,
    spawnEngine: () => {
      throw new Error('nothing is computed here');
    },
    shell: 'server',
    appVersion: '9.9.9',
  });
  return { studio, client: createRouterClient(studio.router, { context: {} }) };
}

/** Every file with its content. */
async function contents(): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'base64')] as const)),
  );
}

describe('a library of an older format', () => {
  it('is brought to the newest, and what is rewritten stays as it was in a backup', async () => {
    await put('datasets/pets/dataset.json', FIRST_DATASET);
    await put('datasets/torn/dataset.json', '{"version":1,');
    expect(await migrateLibrary(folder, '1.2.3')).toBe(1);
    expect(await readFormat(folder)).toEqual({ format: LIBRARY_FORMAT, appVersion: '1.2.3' });
    expect(await read('datasets/pets/dataset.json')).toMatchObject({
      version: 2,
      target: { type: 'classes', names: ['cat', 'dog'] },
      splits: { train: { shards: [{ inputs: 'train.u8', targets: 'train.labels' }] } },
    });
    const kept = join(backupFolder(folder, 0), 'datasets', 'pets', 'dataset.json');
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual(FIRST_DATASET);
    expect(await migrateLibrary(folder, '1.2.4')).toBe(0);
  });

  it('that was killed in the middle is migrated again, and its backup is the first', async () => {
    await put('a.json', 'first');
    const breaks = [
      async ({ replace }: Parameters<(typeof MIGRATIONS)[number]>[0]) => {
        await replace('a.json', 'second');
        throw new Error('killed');
      },
    ];
    await expect(migrateLibrary(folder, '', breaks)).rejects.toThrow('killed');
    expect((await readFormat(folder)).format).toBe(0);
    await migrateLibrary(folder, '', [({ replace }) => replace('a.json', 'third')]);
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe('third');
    expect(await readFile(join(backupFolder(folder, 0), 'a.json'), 'utf8')).toBe('first');
  });

  it('has as many migrations as there are formats', () => {
    expect(MIGRATIONS).toHaveLength(LIBRARY_FORMAT);
  });

  it('is written down when a library is opened', async () => {
    const { studio, client } = await open();
    expect(await readFormat(folder)).toEqual({ format: LIBRARY_FORMAT, appVersion: '9.9.9' });
    expect((await client.studio.info()).library.readOnly).toBe('');
    await studio.close({ save: false });
  });
});

describe('a library of a newer format', () => {
  beforeEach(async () => {
    await put('library.json', { format: LIBRARY_FORMAT + 1, appVersion: '7.0.0', more: true });
    await put(`runs/${RUN}/run.json`, runDocument({ id: RUN, state: 'running' }));
    await put(`runs/${RUN}/labels.json`, { version: 1, name: 'of a newer one' });
    await put(`runs/${RUN}/run.json.99999999.tmp`, 'half');
    await put('runs/.half-made/x', 'half');
    await put('runs/20260101-130000-newr/run.json', { version: 2, id: 'what is this' });
    await put('datasets/pets/dataset.json', FIRST_DATASET);
    await put('.exports.tmp/x/y', 'z');
  });

  it('is shown, says why nothing can be changed, and not a byte of it changes', async () => {
    const before = await contents();
    const { studio, client } = await open();
    const info = await client.studio.info();
    expect(info.library.readOnly).toMatch(/written by Trainyard 7\.0\.0.*only read.*\.$/);
    expect(await client.runs.list()).toMatchObject([
      { id: RUN, name: 'of a newer one', state: 'interrupted' },
    ]);
    expect(info.library.unreadable).toEqual([join(folder, 'runs', '20260101-130000-newr')]);
    await client.runs.get({ run: RUN });
    await client.checkpoints.list({});
    const writes = [
      client.runs.rename({ run: RUN, name: 'other' }),
      client.runs.resume({ run: RUN }),
      client.runs.discard({ run: RUN }),
      client.runs.create({ spec: {} }),
      client.datasets.remove({ dataset: 'pets' }),
      client.drafts.remove({ draft: '00000000-0000-4000-8000-000000000000' }),
      client.library.check({ mend: true }),
      client.library.move({ to: '/tmp/elsewhere' }),
      client.bin.empty({}),
      client.queue.hold(),
    ];
    for (const write of writes) await expect(write).rejects.toThrow(info.library.readOnly);
    await studio.close({ save: true });
    expect(await contents()).toEqual(before);
  });
});
