import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { applyChange, standingOf } from '../../../src-main/studio/change-run';
import type { RunRecord } from '../../../src-main/studio/run-record';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-change-'));
  const checkpoint = join(folder, 'checkpoints', '0004-45');
  await mkdir(checkpoint, { recursive: true });
  const document = {
    version: 1,
    id: '0004-45',
    run: 'parent',
    generation: 1,
    epoch: 4,
    step: 45,
    reasons: ['stop'],
    metrics: { trainLoss: null, trainAccuracy: null, valLoss: null, valAccuracy: null },
    savedAt: '2026-11-24T10:00:00.000Z',
    files: {},
  };
  await writeFile(join(checkpoint, 'checkpoint.json'), JSON.stringify(document));
});
afterEach(() => rm(folder, { recursive: true }));

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
  epochs: 10,
  start: { run: 'parent', checkpoint: '0004-45', mode: 'continue' },
});
const waiting = { document: { spec, stepsPerEpoch: null }, lastCheckpoint: null } as unknown as RunRecord;
const find = () => ({ folder, document: { spec: theirs, stepsPerEpoch: 10 } }) as unknown as RunRecord;
const theirs = { ...spec, start: undefined };
const count = async () => 20;

it('a run that waits to continue another one stands where that was saved: it cannot have fewer epochs than that', async () => {
  const { at, stepsPerEpoch } = await standingOf(waiting, find, count);
  expect({ at, stepsPerEpoch }).toEqual({ at: { step: 45, epoch: 4, stepInEpoch: 5 }, stepsPerEpoch: 10 });
  const ask = (epochs: number) => applyChange({ spec, stepsPerEpoch }, { epochs, schedule: 'stretch' }, at);
  expect(() => ask(4)).toThrow('Epoch 5 is under way: epochs must be at least 5.');
  expect(ask(5)).toMatchObject({
    spec: { epochs: 5 },
    text: 'Changed from step 46 on: 5 epochs instead of 10.',
  });
});

it('a run that waits to go on on other data is as long as its own epochs make it', async () => {
  const schedule = { name: 'linear' as const, endFactor: 0 };
  const other = { ...spec, data: { dataset: 'larger' }, optimizer: { ...spec.optimizer, schedule } };
  const document = { spec: runSpecSchema.parse(other), stepsPerEpoch: null };
  const record = { document, lastCheckpoint: null } as unknown as RunRecord;
  const { at, stepsPerEpoch } = await standingOf(record, find, count);
  expect({ at, stepsPerEpoch }).toEqual({ at: { step: 45, epoch: 4, stepInEpoch: 5 }, stepsPerEpoch: 20 });
  const wanted = { epochs: 20, schedule: 'stretch' } as const;
  // 4 epochs of 10 steps, and 5 of the fifth, of which it goes on with the other 15.
  expect(applyChange({ spec: document.spec, stepsPerEpoch }, wanted, at).spec.changes).toEqual([
    { step: 0, scheduleSteps: 40 + 6 * 20 },
    { step: 45, scheduleSteps: 40 + 16 * 20 },
  ]);
});

it('a run that begins anew stands at its beginning', async () => {
  const weights = { ...spec, start: { ...spec.start!, mode: 'weights' as const } };
  const record = {
    document: { spec: weights, stepsPerEpoch: null },
    lastCheckpoint: null,
  } as unknown as RunRecord;
  expect(await standingOf(record, find, count)).toEqual({
    at: { step: 0, epoch: 0, stepInEpoch: 0 },
    stepsPerEpoch: null,
  });
});
