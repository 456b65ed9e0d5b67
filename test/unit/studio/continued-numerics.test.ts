import { describe, expect, it } from 'vitest';
import type { Numerics } from '@shared/contract/backend';
import { runSpecSchema } from '@shared/spec/run-spec';
import { withFreeCore } from '@shared/speed/free-core';
import { continuedNumericsProblems } from '../../../src-main/studio/continued-numerics';
import { processorName } from '../../../src-main/studio/resume-differences';

const spec = runSpecSchema.parse({
  data: { dataset: 'tiny' },
  model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 2 }] },
  optimizer: { learningRate: 0.1 },
  batchSize: 4,
  start: { run: 'some-run', checkpoint: '0001-10', mode: 'continue' },
});
const cpu: Numerics = {
  backend: 'cpu',
  libraryVersion: '2.21.0',
  threads: 4,
  oneDnn: true,
  precision: 'float32',
};
const machine = {
  choose: async () => cpu,
  probe: async (backend: 'gpu' | 'cpu' | 'wasm') => ({
    report: {
      kind: backend,
      state: 'ready' as const,
      description: '',
      reason: '',
      hint: '',
      bfloat16Speed: null,
      engineBytes: 0,
    },
    numerics: backend === 'gpu' ? null : { ...cpu, backend },
  }),
};
const problemsOf = (numerics: Partial<Numerics>, processor = processorName(), its = spec) =>
  continuedNumericsProblems(
    its,
    { name: 'parent', document: { numerics: { ...cpu, ...numerics }, processor } },
    machine,
  );

describe('a run that goes on from a checkpoint', () => {
  it('is not warned of where all is as it was; threads and oneDNN are taken over', async () => {
    expect(await problemsOf({ threads: 1, oneDnn: false })).toEqual([]);
  });

  it('can take the backend of its parent where that can be had', async () => {
    expect(await problemsOf({ backend: 'wasm' })).toMatchObject([
      {
        severity: 'warning',
        path: 'backend',
        mends: [{ changes: [{ path: 'backend', value: 'wasm' }] }],
      },
    ]);
    expect(await problemsOf({ backend: 'gpu' })).toMatchObject([{ path: 'backend', mends: [] }]);
  });

  it('hears of another library, precision and processor', async () => {
    const found = await problemsOf({ libraryVersion: '2.9.1', precision: 'bfloat16' }, 'Another One');
    expect(found.map(({ path }) => path)).toEqual(['backend', 'precision', 'backend']);
    expect(found[0]?.message).toContain('2.9.1');
  });

  it('is not warned of when it begins anew with the weights', async () => {
    const anew = runSpecSchema.parse({ ...spec, start: { ...spec.start, mode: 'weights' } });
    expect(await problemsOf({ backend: 'wasm' }, 'Another One', anew)).toEqual([]);
  });
});

it('a core is left free only where all would be taken, and one thread remains', () => {
  expect(withFreeCore({ threads: 8, oneDnn: true }, 8).threads).toBe(7);
  expect(withFreeCore({ threads: 2, oneDnn: true }, 8).threads).toBe(2);
  expect(withFreeCore({ threads: 1, oneDnn: true }, 1).threads).toBe(1);
});
