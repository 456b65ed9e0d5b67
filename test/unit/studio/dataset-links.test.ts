import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import type { RunDocument } from '@shared/contract/run';
import { datasetsLinkedTo } from '../../../src-main/studio/dataset-links';
import { openStudio, type Studio } from '../../../src-main/studio/studio';
import { runDocument } from './run-document';
import { putTinyDataset } from './tiny-dataset';

const RUN = '20260101-120000-abcd';
let folder: string;
let studio: Studio | undefined;
const inside = (...path: string[]) => join(folder, ...path);

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(inside(path, '..'), { recursive: true });
  await writeFile(inside(path), typeof content === 'string' ? content : JSON.stringify(content));
}
const putDataset = (id: string) => putTinyDataset(folder, id);

/** A run of the dataset "tiny", whose data is found again in "again". */
async function opened(state: RunDocument['state']): Promise<StudioClient> {
  await putDataset('again');
  await put(`runs/${RUN}/run.json`, runDocument({ id: RUN, state }));
  await put(`runs/${RUN}/labels.json`, { version: 1, name: 'my run' });
  const spawnEngine = () => {
    throw new Error('There is no engine here.');
  };
  studio = await openStudio({ libraryFolder: folder, spawnEngine, shell: 'server', appVersion: '9.9.9' });
  const client: StudioClient = createRouterClient(studio.router, { context: {} });
  await client.runs.relinkData({ run: RUN, path: inside('datasets', 'again') });
  return client;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-links-'));
});
afterEach(async () => {
  await studio?.close({ save: false });
  studio = undefined;
  await rm(folder, { recursive: true, force: true });
});

it('data is not deleted while a run waits for it over a link from another dataset', async () => {
  const client = await opened('queued');
  for (const dataset of ['again', 'tiny']) {
    await expect(client.datasets.remove({ dataset })).rejects.toThrow(/^my run is trained on .* stop it\.$/);
  }
  expect((await client.runs.data({ run: RUN })).state).toBe('there');
});

it('data is not deleted before the dataset that is a link to it, which leaves the data', async () => {
  const client = await opened('completed');
  await expect(client.datasets.remove({ dataset: 'again' })).rejects.toThrow(/delete "tiny" first/);
  expect((await client.runs.data({ run: RUN })).state).toBe('there');
  await client.datasets.remove({ dataset: 'tiny' });
  expect(await readdir(inside('datasets', 'again'))).toContain('dataset.json');
  await client.datasets.remove({ dataset: 'again' });
  expect(await readdir(inside('datasets'))).toEqual([]);
});

it('a link counts by where it really leads, over other links too', async () => {
  const datasets = inside('datasets');
  await mkdir(join(datasets, 'data', 'part'), { recursive: true });
  await mkdir(inside('elsewhere'));
  await symlink(folder, inside('elsewhere', 'library'));
  await symlink(inside('elsewhere', 'library', 'datasets', 'data'), join(datasets, 'roundabout'));
  await symlink('data/part', join(datasets, 'part'));
  await symlink('roundabout', join(datasets, 'second'));
  await symlink('../elsewhere', join(datasets, 'other'));
  await symlink('nowhere', join(datasets, 'dangling'));
  await symlink('loop', join(datasets, 'loop'));
  expect((await datasetsLinkedTo(datasets, 'data')).toSorted()).toEqual(['part', 'roundabout', 'second']);
  expect(await datasetsLinkedTo(datasets, 'roundabout')).toEqual(['second']);
  expect(await datasetsLinkedTo(datasets, 'other')).toEqual([]);
});
