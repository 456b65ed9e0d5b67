import { expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { failureMends } from '../../../src-main/studio/failure-mends';
import type { RunRecord } from '../../../src-main/studio/run-record';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  changes: [{ step: 100, learningRate: 0.02 }],
  batchSize: 4,
});
const offered = (step: number) =>
  failureMends(
    { id: 'a-run', document: { spec }, progress: { step }, lastCheckpoint: null } as unknown as RunRecord,
    'diverged',
    44,
  )[0]?.changes;

it('offers a tenth of the rate that it failed with, not of one that was to come', () => {
  expect(offered(4)).toContainEqual({ path: 'optimizer.learningRate', value: 0.01 });
  expect(offered(200)).toContainEqual({ path: 'optimizer.learningRate', value: 0.002 });
  expect(offered(4)).toContainEqual({ path: 'changes', value: [] });
});
