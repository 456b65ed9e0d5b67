import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { CheckpointKeeper } from '../../../src-main/studio/checkpoint-keeper';
import { makeUnreadable } from '../../unreadable';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});
const metrics = { trainLoss: 1, trainAccuracy: 0.5, valLoss: 1, valAccuracy: 0.5 };
let folder: string;
const keeper = new CheckpointKeeper(() => new Set());
const run = () => ({
  id: 'a-run',
  name: 'a run',
  folder,
  document: { spec, datasetName: 'tiny', stepsPerEpoch: 10 },
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-damaged-'));
  for (const id of ['0001-10', '0002-20']) {
    await mkdir(join(folder, 'checkpoints', id), { recursive: true });
    await writeFile(join(folder, 'checkpoints', id, 'model.safetensors'), 'weights');
  }
  const document = {
    version: 1,
    id: '0001-10',
    run: 'a-run',
    generation: 1,
    epoch: 1,
    step: 10,
    reasons: ['epoch'],
    metrics,
    savedAt: new Date().toISOString(),
    files: { 'model.safetensors': { sha256: '', bytes: 7 } },
  };
  await writeFile(join(folder, 'checkpoints/0001-10/checkpoint.json'), JSON.stringify(document));
  await writeFile(join(folder, 'checkpoints/0002-20/checkpoint.json'), '{ torn');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('a checkpoint whose document is torn is listed as damaged, and is nothing to go on from', async () => {
  expect(await keeper.list(run())).toMatchObject([
    { id: '0001-10', problem: '', last: true },
    {
      id: '0002-20',
      step: 20,
      epoch: 2,
      bytes: 13,
      last: false,
      best: false,
      problem: expect.stringContaining('cannot be read'),
    },
  ]);
});

it('a mark is taken off again, and the pins stay', async () => {
  await keeper.pin(run(), '0001-10', true);
  await keeper.markDamaged(run(), '0001-10', 'It was missing.');
  expect((await keeper.list(run()))[0]).toMatchObject({ problem: 'It was missing.', last: false });
  await keeper.markSound(run(), '0001-10');
  expect((await keeper.list(run()))[0]).toMatchObject({ problem: '', last: true, pinned: true });
});

it('pins that cannot be read just now are not written over, and lists do without them', async () => {
  await keeper.pin(run(), '0001-10', true);
  const putBack = await makeUnreadable(join(folder, 'keeping.json'));
  await expect(keeper.markDamaged(run(), '0001-10', 'It is cut off.')).rejects.toThrow('keeping.json');
  expect((await keeper.list(run()))[0]).toMatchObject({ pinned: false });
  await putBack();
  expect((await keeper.list(run()))[0]).toMatchObject({ pinned: true, problem: '' });
});

it('only a damaged one can be removed so', async () => {
  await expect(keeper.removeDamaged(run(), '0001-10')).rejects.toThrow('not damaged');
  await keeper.removeDamaged(run(), '0002-20');
  await expect(keeper.removeDamaged(run(), '0002-20')).rejects.toThrow('has no checkpoint');
  expect(await readdir(join(folder, 'checkpoints'))).toEqual(['0001-10']);
});
