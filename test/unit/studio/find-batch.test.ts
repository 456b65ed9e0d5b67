import { expect, it } from 'vitest';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { TimeRunJob } from '@shared/contract/engine-job';
import type { RunTiming } from '@shared/contract/speed';
import { presets } from '@shared/spec/presets';
import { Refusal } from '../../../src-main/studio/refusal';
import { findLargestBatch } from '../../../src-main/studio/speed/find-batch';
import { GaveWay } from '../../../src-main/studio/speed/run-timing';

const names = Array.from({ length: 10 }, (_, at) => String(at));
/** Of 1,000 samples 100 validate. */
const dataset: DatasetSummary = {
  id: 'small',
  name: 'Small',
  state: 'ready',
  source: 'idx',
  input: { type: 'pictures', shape: [28, 28, 1] },
  target: { type: 'classes', names },
  shape: [28, 28, 1],
  classes: names,
  trainCount: 1000,
  validationCount: 0,
  testCount: 100,
  classCounts: names.map(() => 100),
  bytes: 862_400,
  fingerprint: '',
  setAside: 0,
  doubts: 0,
};
const spec = presets.mlp.spec({ id: dataset.id, classes: names });
const compute = {
  backend: 'cpu' as const,
  threads: 2,
  oneDnn: true,
  precision: 'float32' as const,
};
const timing = (secondsPerStep: number): RunTiming => ({
  secondsPerEpoch: 1,
  secondsPerStep,
  steps: 1,
  isCompiled: true,
  threads: 2,
  at: '2026-01-01T00:00:00.000Z',
});

/** Looks with an engine that says this of each batch. */
function look(answer: (batchSize: number) => RunTiming | Error, tried: number[] = []) {
  const time = (job: TimeRunJob): Promise<RunTiming> => {
    const { batchSize } = job.spec;
    tried.push(batchSize);
    expect(job.brief).toBe(true);
    const said = answer(batchSize);
    return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
  };
  const asked = { spec, datasetFolder: '/nowhere', compute };
  return findLargestBatch({ time }, asked, dataset, { limit: 1e12, engineBytes: 4e8 }, undefined);
}

it('the first that works is the largest, with its speed', async () => {
  expect(await look(() => timing(0.5))).toMatchObject({
    batchSize: 512,
    samplesPerSecond: 1024,
    boundBy: 'samples',
    refused: [],
  });
});

it('a smaller one is tried after each that does not work, and why is told', async () => {
  const found = await look((size) => (size > 128 ? new Refusal(`${size} is too much.`) : timing(1)));
  expect(found).toMatchObject({ batchSize: 128, boundBy: 'memory' });
  expect(found.refused).toEqual([
    { batchSize: 512, reason: '512 is too much.' },
    { batchSize: 256, reason: '256 is too much.' },
  ]);
});

it('after some that do not work it is given up', async () => {
  const tried: number[] = [];
  expect((await look(() => new Refusal('No.'), tried)).batchSize).toBeNull();
  expect(tried).toEqual([512, 256, 128, 64]);
});

it('a run that is started ends it at once', async () => {
  const tried: number[] = [];
  await expect(look(() => new GaveWay('A run was started.'), tried)).rejects.toThrow('A run was started.');
  expect(tried).toEqual([512]);
});
