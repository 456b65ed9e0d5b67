import { beforeAll, describe, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { stepOnFew } from '../../../../src-main/engine/train/few-samples';
import { makeEagerRunner, makeRunner } from '../../../../src-main/engine/train/make-runner';
import type { StepBatches } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [6, 6, 2];
const specOf = (extra: object[] = [], rest: object = {}) =>
  runSpecSchema.parse({
    data: { dataset: 'any' },
    optimizer: { learningRate: 1e-3 },
    batchSize: 64,
    model: {
      layers: [
        { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'linear' },
        { type: 'batchNorm' },
        ...extra,
        { type: 'flatten' },
        { type: 'dense', units: 3 },
      ],
    },
    ...rest,
  });

function batchOf(count: number): StepBatches {
  const inputs = Uint8Array.from({ length: count * 72 }, (_, i) => (i * 89 + (i >> 3)) % 256);
  const targets = Uint8Array.from({ length: count }, (_, i) => i % 3);
  return { ...rowsInOrder({ inputs, targets }), steps: 1, batch: count, firstStep: 1, learningRates: [1e-3] };
}

describe('a step on few samples', () => {
  it.each([
    [128, 16],
    [96, 24],
    [100, 25],
    [32, 16],
    [30, 30],
    [17, 17],
  ])('a batch of %i is told by %i', (batch, count) => {
    const { few, repeated } = stepOnFew(specOf(), batchOf(batch));
    expect(few.indices).toHaveLength(count);
    expect(few.batch).toBe(count);
    expect(repeated.batch).toBe(batch);
    expect([...repeated.indices]).toEqual(Array.from({ length: batch }, (_, i) => few.indices[i % count]));
  });

  it.each([
    ['dropout', specOf([{ type: 'dropout', rate: 0.5 }])],
    ['parts', specOf([], { microBatches: 2 })],
  ])('with %s is the whole batch', (_, spec) => {
    const batches = batchOf(64);
    expect(stepOnFew(spec, batches)).toEqual({ few: batches, repeated: batches });
  });
});

describe.skipIf(!nativeReady)('a batch of repeated samples', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  it('has the loss and the gradient of these samples alone, batch norm included', () => {
    const options = { backend, spec: specOf(), inputShape: SHAPE, batches: [64] };
    const { few, repeated } = stepOnFew(options.spec, batchOf(64));
    const plain = makeEagerRunner(options);
    const compiled = makeRunner(options);
    const one = plain.trainMeasured(few);
    const other = compiled.trainMeasured(repeated);
    expect(Math.abs(other.loss / one.loss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(other.gradientNorm / one.gradientNorm - 1)).toBeLessThan(1e-4);
    plain.dispose();
    compiled.dispose();
  });
});
