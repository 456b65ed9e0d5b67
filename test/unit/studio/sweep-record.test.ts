import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SweepDocument } from '@shared/contract/sweep';
import { presets } from '@shared/spec/presets';
import { sweepSpecSchema } from '@shared/sweep/sweep-spec';
import { SweepRecord } from '../../../src-main/studio/sweeps/sweep-record';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-sweeps-'));
});
afterEach(() => rm(folder, { recursive: true }));

const document = (name: string): SweepDocument => ({
  version: 1,
  id: '20261123-214500-k3fq',
  name,
  createdAt: '2026-11-23T21:45:00.000Z',
  appVersion: '1',
  datasetName: 'Digits',
  spec: sweepSpecSchema.parse({
    run: presets.mlp.spec({ id: 'digits', classes: ['0', '1'] }),
    space: [{ field: 'batchSize', scale: 'choice', values: [32, 64] }],
    metric: 'valAccuracy',
    budget: { trials: 2 },
  }),
});

it('a sweep that is written can be read again', async () => {
  const { id } = await SweepRecord.create(folder, document('x'.repeat(60)));
  expect((await SweepRecord.read(join(folder, id)))?.name).toBe('x'.repeat(60));
});

it('a sweep that could not be read again is not written', async () => {
  await expect(SweepRecord.create(folder, document('x'.repeat(61)))).rejects.toThrow('60');
  expect(await readdir(folder)).toEqual([]);
});
