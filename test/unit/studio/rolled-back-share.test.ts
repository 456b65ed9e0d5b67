import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunRecord } from '../../../src-main/studio/run-record';
import { findResumable } from '../../../src-main/studio/run-training';
import { saveCheckpoint } from '../../saved-checkpoint';
import { runDocument } from './run-document';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-rolled-back-'));
  await writeFile(join(folder, 'run.json'), JSON.stringify(runDocument({ state: 'stopped' })));
});
afterEach(() => rm(folder, { recursive: true }));

it.each([
  [{ count: 2, factor: 0.01 }, 0.01],
  [{ count: 0, factor: 1 }, undefined],
])('a run that stands still says what roll-backs have left of its rate', async (rollBacks, share) => {
  await saveCheckpoint(join(folder, 'checkpoints'), '0001-10', { step: 10, rollBacks });
  const record = await RunRecord.read(folder);
  await findResumable(record!);
  const { progress } = record!.listed();
  expect(progress?.step).toBe(10);
  expect(progress?.rolledBackShare).toBe(share);
});
