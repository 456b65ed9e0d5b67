import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkpointsToGoOnFrom } from '../../../src-main/studio/go-on-from';
import { findCheckpoints } from '../../../src-main/studio/checkpoints';
import { saveCheckpoint } from '../../saved-checkpoint';
import { makeUnreadable } from '../../unreadable';

let runFolder: string;
beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'trainyard-go-on-'));
  for (const id of ['0001-10', '0002-20']) await saveCheckpoint(join(runFolder, 'checkpoints'), id);
});
afterEach(() => rm(runFolder, { recursive: true }));

const ids = async (): Promise<string[]> =>
  (await checkpointsToGoOnFrom(runFolder)).map(({ document }) => document.id);

it.each(['checkpoints', 'checkpoints/0002-20/checkpoint.json', 'checkpoints/0002-20/model.safetensors'])(
  'a run goes on from no older checkpoint, nor anew, while %s cannot be read',
  async (path) => {
    const putBack = await makeUnreadable(join(runFolder, path));
    await expect(ids()).rejects.toThrow(path);
    // A list does without.
    await expect(findCheckpoints(runFolder)).resolves.toBeDefined();
    await putBack();
    expect(await ids()).toEqual(['0001-10', '0002-20']);
  },
);

it('an older checkpoint that cannot be read is not in the way of the newest', async () => {
  await makeUnreadable(join(runFolder, 'checkpoints', '0001-10', 'checkpoint.json'));
  expect(await ids()).toEqual(['0002-20']);
});

it('a run without checkpoints begins anew', async () => {
  await rm(join(runFolder, 'checkpoints'), { recursive: true });
  expect(await ids()).toEqual([]);
});
