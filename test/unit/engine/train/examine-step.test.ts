import { beforeAll, describe, expect, it } from 'vitest';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';
import { examineStep } from '../../../../src-main/engine/train/examine-step';
import { firstNonFinite, isAllFinite } from '../../../../src-main/engine/train/finite';
import { initialState } from '../../../../src-main/engine/train/initial-state';
import { initialModel, kernelsOf, makeRunner } from '../../../../src-main/engine/train/make-runner';
import { rowsInOrder } from '../../../rows-in-order';
import { nativeReady } from '../native-ready';

const SHAPE = [2, 2, 1];
const BATCH = 4;
const kinds = nativeReady ? (['cpu', 'wasm'] as const) : (['wasm'] as const);

const specOf = (changes: Partial<RunSpec> = {}) =>
  runSpecSchema.parse({
    data: { dataset: 'tiny' },
    model: {
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 3, activation: 'relu' },
        { type: 'dropout', rate: 0.25 },
        { type: 'dense', units: 2 },
      ],
    },
    loss: 'mean-squared-error',
    optimizer: { learningRate: 0.001 },
    batchSize: BATCH,
    ...changes,
  });

const first = {
  ...rowsInOrder({
    inputs: Uint8Array.from({ length: BATCH * 4 }, (_, i) => 60 + i),
    targets: Uint8Array.of(0, 1, 0, 1),
  }),
  steps: 1,
  batch: BATCH,
  firstStep: 1,
  learningRates: [0.001],
};

describe('isAllFinite', () => {
  it('finds a single bad value wherever it is, and takes the largest for what they are', () => {
    const good = Float32Array.of(1, -3.4e38, 3.4e38, 0, -0, 1e-45);
    expect(isAllFinite(good)).toBe(true);
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const at of [0, 3, 5]) expect(isAllFinite(good.with(at, bad))).toBe(false);
    }
    expect(isAllFinite(new Float32Array(0))).toBe(true);
  });
});

describe.each(kinds)('a step that goes out of range, on %s', (kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: kind, threads: 1, oneDnn: true, precision: 'float32' });
  });

  /** Every value of some arrays set, in a state that is fine otherwise. */
  function examine(values: Record<string, number>, spec = specOf()) {
    const parameters = modelParameters(spec.model.layers, SHAPE);
    const initial = initialWeights(parameters, 1);
    const model = parameters.map(({ name, shape }, index) => ({
      name,
      shape,
      values: name in values ? new Float32Array(initial[index]!.length).fill(values[name]!) : initial[index]!,
    }));
    return examineStep({ spec, inputShape: SHAPE, parameters, kernels: kernelsOf(backend) }, model, first);
  }

  it('names nothing when nothing does', () => {
    expect(examine({})).toBeUndefined();
    expect(examine({}, specOf({ microBatches: 3 }))).toBeUndefined();
  });

  it('names the first layer whose output does', () => {
    expect(examine({ 'layers.1.kernel': 3e38 })).toEqual({ in: 'output', layer: 1 });
    expect(examine({ 'layers.1.kernel': 1e30, 'layers.3.kernel': 1e30 })).toEqual({ in: 'output', layer: 3 });
  });

  it('names the sample whose loss does', () => {
    expect(examine({ 'layers.3.bias': 1e25 })).toEqual({ in: 'loss', sample: 0 });
    expect(examine({ 'layers.3.bias': 1e25 }, specOf({ microBatches: 2 }))).toEqual({
      in: 'loss',
      sample: 0,
    });
  });

  it('names the array whose gradient does, the last one first', () => {
    const values = { 'layers.1.kernel': 1e-4, 'layers.3.kernel': 1e21 };
    expect(examine(values)).toMatchObject({ in: 'gradient', layer: 1 });
  });

  it('begins with just what a fresh runner holds', () => {
    for (const changes of [{}, { ema: 0.9 }, { optimizer: { name: 'adagrad', learningRate: 0.1 } }]) {
      const options = {
        backend,
        spec: specOf(changes as Partial<RunSpec>),
        inputShape: SHAPE,
        batches: [BATCH],
      };
      const runner = makeRunner(options);
      const { model, optimizer } = initialState(options.spec, initialModel(options));
      expect(model).toEqual(runner.weights());
      expect(optimizer).toEqual(runner.optimizerState());
      expect(firstNonFinite(model)).toBeUndefined();
      runner.dispose();
    }
  });
});
