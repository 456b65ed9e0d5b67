import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import { sealed } from '../../../src-main/durable/sealed-document';
import { RunMirror } from '../../../src-main/studio/ray/run-mirror';
import { makeUnreadable } from '../../unreadable';

let folder: string;
let there: string;
let here: string;
let mirror: RunMirror;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-mirror-'));
  [there, here] = [join(folder, 'there'), join(folder, 'here')];
  await mkdir(join(there, 'metrics'), { recursive: true });
  await mkdir(here);
  mirror = new RunMirror(there, here, 1);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = (root: string) => join(root, 'metrics', 'steps.log');
const text = (path: string) => readFile(path, 'utf8');

async function saveThere(id: string, step: number, content = 'weights'): Promise<void> {
  const place = join(there, 'checkpoints', id);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'model.safetensors'), content);
  const none = { trainLoss: null, trainAccuracy: null, valLoss: null, valAccuracy: null };
  const document: CheckpointDocument = {
    version: 1,
    id,
    run: '20261124-100000-aaaa',
    generation: 1,
    epoch: 1,
    step,
    reasons: ['epoch'],
    metrics: { ...none, valMacroF1: null, valTop5: null, valMae: null, valRmse: null, valR2: null },
    savedAt: '2026-11-24T10:00:00.000Z',
    files: {
      'model.safetensors': {
        sha256: createHash('sha256').update('weights').digest('hex'),
        bytes: 'weights'.length,
      },
    },
  };
  await writeFile(join(place, 'checkpoint.json'), JSON.stringify(sealed(document)));
}
const checkpointsIn = (root: string) => readdir(join(root, 'checkpoints')).catch(() => []);

describe('metrics from elsewhere', () => {
  it('come over as they are appended', async () => {
    await writeFile(log(there), 'head|1|');
    await mirror.metrics(false);
    await appendFile(log(there), '2|3|');
    await mirror.metrics(true);
    expect(await text(log(here))).toBe('head|1|2|3|');
  });

  it('are right where a torn end was cut off there and written anew', async () => {
    await writeFile(log(there), 'head|1|2to');
    await mirror.metrics(false);
    await truncate(log(there), 'head|1|'.length);
    await appendFile(log(there), '2|3|4|');
    await mirror.metrics(false);
    expect(await text(log(here))).toBe('head|1|2|3|4|');
  });

  it('are never without what a log was compacted into', async () => {
    await writeFile(log(there), 'head|1|2|');
    await mirror.metrics(false);
    await writeFile(join(there, 'metrics', 'steps.parquet'), 'rows 1 and 2');
    await writeFile(log(there), 'head, after 2|');
    await mirror.rest();
    expect(await text(log(here))).toBe('head, after 2|');
    expect(await text(join(here, 'metrics', 'steps.parquet'))).toBe('rows 1 and 2');
  });
});

describe('a checkpoint from elsewhere', () => {
  it('is here whole, and only once', async () => {
    await saveThere('0001-10', 10);
    expect(await mirror.checkpoint('0001-10')).toBe('');
    expect(await checkpointsIn(here)).toEqual(['0001-10']);
    // What was removed here since is not brought again.
    await rm(join(here, 'checkpoints', '0001-10'), { recursive: true });
    await mirror.rest();
    expect(await checkpointsIn(here)).toEqual([]);
  });

  it('that went along when the run was sent there does not come back', async () => {
    await saveThere('0001-10', 10);
    await saveThere('0002-20', 20);
    await mirror.passOver('0001-10');
    await mirror.rest();
    expect(await checkpointsIn(here)).toEqual(['0002-20']);
  });

  it('is not here where its hash does not hold', async () => {
    await saveThere('0001-10', 10, 'weighty');
    expect(await mirror.checkpoint('0001-10')).toMatch(/SHA-256 does not hold/);
    expect(await checkpointsIn(here)).toEqual([]);
  });

  it('that could not be brought is told of at the end, and all others are brought', async () => {
    await saveThere('0001-10', 10, 'weighty');
    await saveThere('0002-20', 20);
    expect(await mirror.rest()).toMatch(/^checkpoint 0001-10: Its SHA-256 does not hold/);
    expect(await checkpointsIn(here)).toEqual(['0002-20']);
    await saveThere('0001-10', 10);
    expect(await mirror.rest()).toBe('');
  });

  it.each(['checkpoints', 'metrics'])(
    'is not taken for none where %s cannot be listed there',
    async (name) => {
      await saveThere('0001-10', 10);
      const putBack = await makeUnreadable(join(there, name));
      await expect(mirror.rest()).rejects.toThrow(name);
      await putBack();
      expect(await mirror.rest()).toBe('');
      expect(await checkpointsIn(here)).toEqual(['0001-10']);
    },
  );

  it('of which nothing was written there is nothing that is missing', async () => {
    await rm(there, { recursive: true });
    expect(await mirror.rest()).toBe('');
  });

  it('goes there when it is kept here no longer, but not while it is the newest', async () => {
    for (const [id, step] of [
      ['0001-10', 10],
      ['0002-20', 20],
      ['0003-30', 30],
    ] as const) {
      await saveThere(id, step);
      await mirror.checkpoint(id);
    }
    await rm(join(here, 'checkpoints', '0001-10'), { recursive: true });
    await rm(join(here, 'checkpoints', '0003-30'), { recursive: true });
    await mirror.removeUnkept('0003-30');
    expect((await checkpointsIn(there)).toSorted()).toEqual(['0002-20', '0003-30']);
  });
});
