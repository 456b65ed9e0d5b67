import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestByPolicy } from '../../../../src-main/engine/checkpoint/policy-checkpoint';
import { CheckpointError, DamagedFileError } from '../../../../src-main/engine/checkpoint/read-checkpoint';
import { readNewest } from '../../../../src-main/engine/checkpoint/read-newest';
import { saveCheckpoint } from '../../../saved-checkpoint';
import { makeUnreadable } from '../../../unreadable';

let runFolder: string;
let newest: string;
let older: string[];
beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'trainyard-newest-'));
  const folders: string[] = [];
  for (const id of ['0001-10', '0002-20', '0003-30']) {
    folders.unshift(await saveCheckpoint(join(runFolder, 'checkpoints'), id));
  }
  [newest = '', ...older] = folders;
});
afterEach(() => rm(runFolder, { recursive: true }));

async function read(): Promise<{ id: string; damaged: string[]; error: unknown }> {
  const damaged: string[] = [];
  const begin = { checkpointFolder: newest, mode: 'continue', fit: 'exact', isOwn: true, older } as const;
  try {
    const { document } = await readNewest(begin, (id, fault) => damaged.push(`${id}: ${fault}`));
    return { id: document.id, damaged, error: undefined };
  } catch (error) {
    return { id: '', damaged, error };
  }
}

describe('the checkpoint that a run goes on from', () => {
  it.each([
    ['is gone', (path: string) => rm(path), 'it is missing'],
    ['is cut off', (path: string) => truncate(path, 20), 'its SHA-256 does not hold'],
  ])('is the one before where a file of it %s', async (_, harm, fault) => {
    await harm(join(newest, 'optimizer.safetensors'));
    const { id, damaged } = await read();
    expect(id).toBe('0002-20');
    expect(damaged).toEqual([`0003-30: optimizer.safetensors: ${fault}`]);
  });

  it.each(['model.safetensors', 'optimizer.safetensors', 'state.json', 'checkpoint.json'])(
    'is no other one while its %s cannot be read, and nothing is called damaged',
    async (name) => {
      const putBack = await makeUnreadable(join(newest, name));
      const { damaged, error } = await read();
      expect(damaged).toEqual([]);
      expect(error).toBeInstanceOf(CheckpointError);
      expect(error).not.toBeInstanceOf(DamagedFileError);
      expect(String(error)).toMatch(new RegExp(`0003-30.${name} cannot be read \\(.*\\): .* try again\\.`));
      await putBack();
      expect((await read()).id).toBe('0003-30');
    },
  );
});

describe('the checkpoint that a run is rolled back to', () => {
  it('is the one before where a file of it is damaged', async () => {
    await truncate(join(newest, 'model.safetensors'), 20);
    expect((await newestByPolicy(runFolder))?.document.id).toBe('0002-20');
  });

  it.each(['checkpoints', 'checkpoints/0003-30/checkpoint.json', 'checkpoints/0003-30/model.safetensors'])(
    'is no other one while %s cannot be read',
    async (path) => {
      const putBack = await makeUnreadable(join(runFolder, path));
      await expect(newestByPolicy(runFolder)).rejects.toThrow(/cannot be read/);
      await putBack();
      expect((await newestByPolicy(runFolder))?.document.id).toBe('0003-30');
    },
  );

  it('is none where none was saved', async () => {
    await rm(join(runFolder, 'checkpoints'), { recursive: true });
    expect(await newestByPolicy(runFolder)).toBeUndefined();
  });
});
