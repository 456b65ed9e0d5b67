import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { CheckpointKeeper } from '../../../src-main/studio/checkpoint-keeper';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});
const IDS = ['0001-10', '0002-20', '0003-30', '0004-40', '0005-50'];
const LOSSES = [5, 1, 4, 3, 2];
let folder: string;
const keeper = new CheckpointKeeper(() => new Set(['0003-30']));
const run = () => ({
  id: 'a-run',
  name: 'a run',
  folder,
  document: { spec, datasetName: 'tiny', stepsPerEpoch: 10 },
});
const left = () => readdir(join(folder, 'checkpoints'));
const keep = { best: 1, last: 1, everyNth: 0 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-clean-'));
  for (const [place, id] of IDS.entries()) {
    const its = join(folder, 'checkpoints', id);
    await mkdir(its, { recursive: true });
    await writeFile(join(its, 'model.safetensors'), 'weights');
    const document = {
      version: 1,
      id,
      run: 'a-run',
      generation: 1,
      epoch: place + 1,
      step: (place + 1) * 10,
      reasons: ['epoch'],
      metrics: { trainLoss: 1, trainAccuracy: 0.5, valLoss: LOSSES[place], valAccuracy: 0.5 },
      savedAt: new Date().toISOString(),
      files: { 'model.safetensors': { sha256: '', bytes: 7 } },
    };
    await writeFile(join(its, 'checkpoint.json'), JSON.stringify(document));
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('cleaning up', () => {
  it('is shown before anything is removed: neither best, last, pinned nor what a run began with', async () => {
    expect(await keeper.removable(run(), keep)).toEqual([
      { run: 'a-run', checkpoint: '0001-10', bytes: 7 },
      { run: 'a-run', checkpoint: '0004-40', bytes: 7 },
    ]);
    await keeper.pin(run(), '0004-40', true);
    expect((await keeper.removable(run(), keep)).map(({ checkpoint }) => checkpoint)).toEqual(['0001-10']);
    expect(await keeper.removable(run(), { ...keep, best: 5 })).toEqual([]);
    expect(await left()).toEqual(IDS);
  });

  it('removes what was shown, unless it is kept by now', async () => {
    const release = await keeper.hold(run(), '0004-40');
    const shown = new Set(['0001-10', '0004-40', '0002-20']);
    expect((await keeper.cleanUp(run(), shown, keep)).map(({ checkpoint }) => checkpoint)).toEqual([
      '0001-10',
    ]);
    expect(await left()).toEqual(IDS.slice(1));
    release?.();
    await keeper.cleanUp(run(), new Set(['0004-40']), keep);
    expect(await left()).toEqual(['0002-20', '0003-30', '0005-50']);
  });
});
