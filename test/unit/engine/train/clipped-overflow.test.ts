import { beforeAll, describe, expect, it } from 'vitest';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { isAllFinite } from '../../../../src-main/engine/train/finite';
import { initialModel, makeEagerRunner, makeRunner } from '../../../../src-main/engine/train/make-runner';
import type { StepRunner } from '../../../../src-main/engine/train/step-runner';
import { rowsInOrder } from '../../../rows-in-order';
import { nativeReady } from '../native-ready';

const BATCH = 4;
const SHAPE = [2, 2, 1];
const spec = runSpecSchema.parse({
  data: { dataset: 'none' },
  model: {
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 3 },
      { type: 'dense', units: 3 },
      { type: 'dense', units: 3 },
    ],
  },
  loss: 'mean-squared-error',
  optimizer: { name: 'sgd', learningRate: 0.1, clip: { by: 'value', max: 0.5 } },
  batchSize: BATCH,
});
const rows = {
  inputs: Uint8Array.from({ length: BATCH * 4 }, (_, i) => 1 + i * 15),
  targets: Uint8Array.of(0, 1, 2, 1),
};
const step = { ...rowsInOrder(rows), steps: 1, batch: BATCH, firstStep: 1, learningRates: [0.1] };

/** The first kernel is all zero and the others huge: outputs and loss are 0 and 1, what flows back overflows. */
function overflow(runner: StepRunner, scale: number): void {
  runner.loadWeights(
    runner.weights().map((array) => {
      const isKernel = array.name.endsWith('kernel');
      const value = array.name.includes('layers.1.') || !isKernel ? 0 : scale;
      return { ...array, values: array.values.map((_, i) => (i % 2 === 0 ? value : value / 2)) };
    }),
  );
}

describe.each(nativeReady ? (['cpu', 'wasm'] as const) : (['wasm'] as const))('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: name, threads: 1, oneDnn: true, precision: 'float32' });
  });
  const makers = [
    ['step by step', makeEagerRunner],
    ...(name === 'cpu' ? ([['compiled', makeRunner]] as const) : []),
  ] as const;

  it.each(makers)('an infinite gradient is not hidden by clipping each value: %s', (_, make) => {
    const options = { backend, spec, inputShape: SHAPE, batches: [BATCH] };
    const runner = make(options, initialModel(options));
    overflow(runner, 1e30);
    const { losses } = runner.train(step);
    expect(Number.isFinite(losses[0])).toBe(true);
    const first = runner.weights().find(({ name: array }) => array === 'layers.1.kernel')!;
    expect(isAllFinite(first.values)).toBe(false);
    runner.dispose();
  });

  it.each(makers)('a huge one is cut to its most: %s', (_, make) => {
    const options = { backend, spec, inputShape: SHAPE, batches: [BATCH] };
    const runner = make(options, initialModel(options));
    overflow(runner, 1e10);
    runner.train(step);
    const first = runner.weights().find(({ name: array }) => array === 'layers.1.kernel')!;
    expect(first.values.map(Math.abs)).toEqual(first.values.map(() => 0.05));
    runner.dispose();
  });
});
