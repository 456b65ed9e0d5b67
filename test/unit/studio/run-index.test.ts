import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runLabelsSchema } from '@shared/contract/labels';
import { runDocumentSchema } from '@shared/contract/run';
import { runSpecSchema } from '@shared/spec/run-spec';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { writeNewRun } from '../../../src-main/studio/new-run';
import { RunStore } from '../../../src-main/studio/run-store';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
});
const documentOf = (id: string, number: number) =>
  runDocumentSchema.parse({
    version: 1,
    id,
    spec,
    number,
    state: 'completed',
    reason: null,
    generation: 1,
    createdAt: '2026-11-24T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    numerics: null,
    stepsPerEpoch: 2,
    datasetName: 'tiny',
    datasetFingerprint: 'a'.repeat(64),
    inputShape: [2, 2, 1],
    classes: ['no', 'yes'],
    appVersion: '1.2.3',
  });
const ids = Array.from({ length: 24 }, (_, at) => `20261124-1000${String(at).padStart(2, '0')}-aaaa`);
const [first, second] = [ids[0]!, ids[1]!];

let library: Library;
/** As if all of it had been written long ago: what is new may still be changing. */
async function age(folder: string) {
  const then = new Date(Date.now() - 60_000);
  for (const entry of await readdir(folder, { recursive: true }))
    await utimes(join(folder, entry), then, then);
  await utimes(folder, then, then);
}
async function opened() {
  const store = await RunStore.open(library);
  await store.close();
  return store;
}

beforeEach(async () => {
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-index-')));
  for (const [number, id] of ids.entries()) {
    await writeNewRun(library, documentOf(id, number), runLabelsSchema.parse({ version: 1, name: id }));
    const checkpoint = join(library.runs, id, 'checkpoints', '0001-2');
    await mkdir(checkpoint, { recursive: true });
    await writeFile(join(checkpoint, 'model.safetensors'), '1234');
    const document = {
      version: 1,
      id: '0001-2',
      run: id,
      generation: 1,
      epoch: 1,
      step: 2,
      reasons: ['epoch'],
      metrics: { trainLoss: 1, trainAccuracy: 1, valLoss: 1, valAccuracy: 1 },
      savedAt: '2026-11-24T10:00:00.000Z',
      files: { 'model.safetensors': { sha256: 'a', bytes: 4 } },
    };
    await writeFile(join(checkpoint, 'checkpoint.json'), JSON.stringify(document));
  }
  await age(library.runs);
});
afterEach(() => rm(library.folder, { recursive: true, force: true }));

it('lists the same runs from the index as from their folders', async () => {
  const read = (await opened()).listed();
  expect(read).toHaveLength(ids.length);
  const again = await opened();
  expect(
    again.all().some((record) => record.isLoaded),
    'nothing was read',
  ).toBe(false);
  expect(again.listed()).toEqual(read);
  // The rest is read when it is needed.
  const whole = (await again.get(first).load()).summary();
  expect(whole).toMatchObject({ spec: { batchSize: 4 }, resumableFrom: '0001-2', number: 0 });
});

it('reads what was changed since, by us or by somebody else', async () => {
  await opened();
  const store = await RunStore.open(library);
  await store.get(first).label({ run: first, addTags: ['kept'], removeTags: [] });
  await store.close();
  // A truncated checkpoint is none to go on from.
  await truncate(join(library.runs, second, 'checkpoints', '0001-2', 'model.safetensors'), 1);
  await rm(join(library.runs, ids[2]!), { recursive: true });
  const again = await opened();
  expect(again.get(first).listed().tags).toEqual(['kept']);
  expect(again.get(second).listed().resumableFrom).toBeNull();
  expect(again.find(ids[2]!)).toBeUndefined();
  expect(again.nextNumber()).toBe(ids.length);
});

it('reads anew what an older version listed without what its loss compares with', async () => {
  const read = (await opened()).listed();
  const path = join(library.folder, 'runs-index.json');
  const index = await readFile(path, 'utf8');
  await writeFile(path, index.replaceAll(/,"loss":"[a-z-]+"/g, ''));
  expect(await readFile(path, 'utf8')).not.toBe(index);
  expect((await opened()).listed()).toEqual(read);
  expect(read[0]).toMatchObject({
    datasetFingerprint: 'a'.repeat(64),
    spec: { loss: spec.loss, labelSmoothing: 0 },
  });
});

it('does without an index that is damaged', async () => {
  await opened();
  await writeFile(join(library.folder, 'runs-index.json'), '{"version":1,"entries":[{}]}');
  expect((await opened()).listed()).toHaveLength(ids.length);
});
