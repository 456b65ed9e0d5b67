import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { ForeignCheckpoints } from '../../../src-main/studio/foreign-checkpoints';
import { Bin } from '../../../src-main/studio/bin';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { Refusal } from '../../../src-main/studio/refusal';
import { RunStore } from '../../../src-main/studio/run-store';

const RUN = '20260101-000000-abcd';
const ID = '0001-10';
const spec = runSpecSchema.parse({
  name: 'from-afar',
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});
const runDocument = {
  version: 1,
  id: RUN,
  spec,
  state: 'completed',
  reason: null,
  generation: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
  numerics: null,
  datasetName: 'Tiny',
  datasetFingerprint: 'x',
  inputShape: [2, 2, 1],
  classes: ['0', '1'],
  appVersion: '0.1.0',
};
const metrics = { trainLoss: 1, trainAccuracy: 0.5, valLoss: 0.5, valAccuracy: 0.75 };

let [base, away] = ['', ''];
let library: Library;
let foreign: ForeignCheckpoints;
const checkpointFolder = () => join(away, 'checkpoints', ID);

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'trainyard-foreign-'));
  away = join(base, 'away', 'some-name');
  library = await prepareLibrary(join(base, 'library'));
  const store = await RunStore.open(library);
  foreign = new ForeignCheckpoints(
    library,
    {
      bin: new Bin(library),
      list: () => store.all().map((record) => record.summary()),
      folders: { takeInForeign: async (folder) => (await store.read(folder))!.summary() },
    },
    { list: async () => [] },
  );
  await mkdir(checkpointFolder(), { recursive: true });
  await writeFile(join(away, 'run.json'), JSON.stringify(runDocument));
  await writeFile(join(checkpointFolder(), 'model.safetensors'), 'weights');
  const sha256 = createHash('sha256').update('weights').digest('hex');
  const document = {
    version: 1,
    id: ID,
    run: RUN,
    generation: 1,
    epoch: 1,
    step: 10,
    reasons: ['epoch'],
    metrics,
    savedAt: '2026-01-01T00:00:00.000Z',
    files: { 'model.safetensors': { sha256, bytes: 7 } },
  };
  await writeFile(join(checkpointFolder(), 'checkpoint.json'), JSON.stringify(document));
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('a checkpoint that lies elsewhere', () => {
  it('is looked at by its folder, one of its files, or its run’s folder, and left as it is', async () => {
    for (const path of [checkpointFolder(), join(checkpointFolder(), 'model.safetensors'), away]) {
      expect(await foreign.lookAt(path)).toMatchObject({
        path: checkpointFolder(),
        id: ID,
        epoch: 1,
        metrics: { valLoss: 0.5 },
        files: [{ name: 'model.safetensors', bytes: 7, problem: '' }],
        run: { id: RUN, name: 'from-afar', checkpoints: 1, hasData: false, obstacle: '' },
        isHere: false,
      });
    }
    expect(await readdir(library.runs)).toEqual([]);
  });

  it('is told from one whose files were changed, or that is none', async () => {
    await writeFile(join(checkpointFolder(), 'model.safetensors'), 'weightz');
    expect((await foreign.lookAt(checkpointFolder())).files[0]?.problem).toMatch(/SHA-256 does not hold/);
    await rm(join(checkpointFolder(), 'model.safetensors'));
    expect((await foreign.lookAt(checkpointFolder())).files[0]?.problem).toMatch(/is missing/);
    await writeFile(join(checkpointFolder(), 'checkpoint.json'), '{ torn');
    await expect(foreign.lookAt(checkpointFolder())).rejects.toThrow(/is damaged, or of another version/);
    await expect(foreign.lookAt(base)).rejects.toThrow(Refusal);
    await expect(foreign.lookAt(join(base, 'nowhere'))).rejects.toThrow(/There is nothing at/);
  });

  it('comes in with its whole run, which keeps its name and its files', async () => {
    await writeFile(join(away, 'being-written.tmp'), 'x');
    expect(await foreign.bring(checkpointFolder())).toMatchObject({
      id: RUN,
      name: 'from-afar',
      resumableFrom: ID,
    });
    expect(await readdir(join(library.runs, RUN))).toEqual(['checkpoints', 'run.json']);
    const copied = join(library.runs, RUN, 'checkpoints', ID, 'model.safetensors');
    expect(await readFile(copied, 'utf8')).toBe('weights');
    expect(await foreign.lookAt(away)).toMatchObject({
      isHere: true,
      run: { obstacle: expect.stringContaining('already') },
    });
    await expect(foreign.bring(away)).rejects.toThrow(/in this library already/);
  });

  it('is never brought in by half: damaged, unfinished or without its run, nothing is left behind', async () => {
    await writeFile(join(checkpointFolder(), 'model.safetensors'), 'weightz');
    await expect(foreign.bring(away)).rejects.toThrow(/is damaged: nothing was brought in/);
    await writeFile(join(away, 'run.json'), JSON.stringify({ ...runDocument, state: 'running' }));
    await expect(foreign.bring(away)).rejects.toThrow(/trains where it lies/);
    await rm(join(away, 'run.json'));
    expect((await foreign.lookAt(checkpointFolder())).run).toBeNull();
    await expect(foreign.bring(checkpointFolder())).rejects.toThrow(/is not around it/);
    expect(await readdir(library.runs)).toEqual([]);
  });
});
