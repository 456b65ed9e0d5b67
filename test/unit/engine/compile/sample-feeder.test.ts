import { beforeAll, describe, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { makeRunner } from '../../../../src-main/engine/train/make-runner';
import type { SampleRows } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';

const ROWS = 50;
const BATCH = 8;
const SHAPE = [6, 5, 1] as const;

/** Rows that lie anywhere in memory, as those of a dataset do. */
function rows(salt: number): SampleRows {
  const all = Uint8Array.from({ length: ROWS * 30 + salt }, (_, i) => (i * 37 + (i >> 4) * 11 + salt) % 256);
  return {
    inputs: all.subarray(salt),
    targets: Uint8Array.from({ length: ROWS }, (_, i) => (i * 5 + salt) % 3),
    settled: true,
  };
}

describe.skipIf(!nativeReady)('samples that stay in the graph', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  const make = () =>
    makeRunner({
      backend,
      spec: runSpecSchema.parse({
        data: { dataset: 'any' },
        model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 3 }] },
        optimizer: { name: 'sgd', learningRate: 0.1 },
        batchSize: BATCH,
        microBatches: 2,
      }),
      inputShape: [...SHAPE],
      batches: [BATCH],
    });
  const steps = (samples: SampleRows) => ({
    samples,
    indices: Int32Array.from({ length: 10 * BATCH }, (_, i) => (i * 17) % ROWS),
    steps: 10,
    batch: BATCH,
    firstStep: 1,
    learningRates: Array.from({ length: 10 }, () => 0.1),
  });

  it('are the same as those that are handed over with each call', () => {
    const [staying, passing] = [make(), make()];
    const kept = staying.train(steps(rows(0)));
    const passed = passing.train(steps({ ...rows(0), settled: false }));
    expect(passed).toEqual(kept);
    expect(new Set(kept.losses).size).toBe(10);
    expect(passing.weights()).toEqual(staying.weights());
    const wanted = Int32Array.of(49, 3, 3, 20);
    expect(passing.forward({ ...rows(0), settled: false }, wanted)).toEqual(staying.forward(rows(0), wanted));
    staying.dispose();
    passing.dispose();
  });

  it('are those of another dataset as soon as one is given', () => {
    const [one, other] = [make(), make()];
    one.train(steps(rows(0)));
    other.train(steps(rows(0)));
    const wanted = Int32Array.from({ length: ROWS }, (_, i) => i);
    const second = one.forward(rows(7), wanted);
    expect(second).not.toEqual(one.forward(rows(0), wanted));
    expect(other.forward({ ...rows(7), settled: false }, wanted)).toEqual(second);
    one.dispose();
    other.dispose();
  });

  it('are taken as they are now while some are still being made', () => {
    const runner = make();
    const samples = { ...rows(0), settled: false };
    const wanted = Int32Array.of(0, 1, 2);
    const before = runner.forward(samples, wanted);
    samples.inputs.fill(200, 0, 90);
    expect(runner.forward(samples, wanted)).not.toEqual(before);
    runner.dispose();
  });
});
