import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { lossSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { onnx } from '../../../../src-main/engine/export/onnx/format';
import { channelsFirstKernel } from '../../../../src-main/engine/export/onnx/channels-first-kernel';
import { testing } from '../../../../src-main/engine/model/forward-mode';
import { kernelsOf } from '../../../../src-main/engine/train/make-runner';
import type { ExportedModel } from '../../../../src-main/engine/export/exported-model';
import { ownAnswers, randomExportedModel } from '../../../exported-model';
import { modelsOn } from '../../../random-models';
import { nativeReady } from '../native-ready';

const SHAPE: [number, number, number] = [12, 12, 2];
const classes = { type: 'classes' as const, names: ['a', 'b', 'c'] };

/** The largest number that the last layer gives: differences of outputs are held against it. */
const largest = (outputs: Float32Array) =>
  outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 1);

describe.skipIf(!nativeReady)('an ONNX file', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 1, oneDnn: true, precision: 'float32' });
  });

  async function difference(model: ExportedModel) {
    const samples = ownAnswers(model, 64, testing(kernelsOf(backend)));
    const check = await onnx.check(await onnx.make(model), model, samples);
    expect(check.by).toContain('ONNX Runtime');
    expect(check.difference).not.toBeNull();
    return { answers: check.difference!, outputs: check.outputDifference! / largest(samples.outputs) };
  }

  it('gives our answers in ONNX Runtime, whatever the model is built from', async () => {
    const models = fc.tuple(modelsOn(SHAPE), fc.constantFrom(...lossSchema.options), fc.nat(1000));
    await fc.assert(
      fc.asyncProperty(models, async ([layers, loss, seed]) => {
        const input: DatasetInput = { type: 'pictures', shape: SHAPE };
        const { answers, outputs } = await difference(
          randomExportedModel({ layers, input, target: classes, loss, seed }),
        );
        // Where channels are nearly equal, a norm over them makes much of how each was rounded.
        const limit = layers.some(({ type }) => type === 'layerNorm') ? 1e-4 : 1e-5;
        expect(answers).toBeLessThan(limit);
        expect(outputs).toBeLessThan(limit);
      }),
      { numRuns: 40, seed: 12 },
    );
  }, 120_000);

  it.each([1, 2, 3, 4, 5])('strides as TensorFlow does with padding "same", by %i', async (strides) => {
    for (const kernelSize of [1, 2, 3, 5]) {
      const layers = [
        { type: 'conv2d' as const, filters: 3, kernelSize, strides },
        { type: 'flatten' as const },
        { type: 'dense' as const, units: 3 },
      ];
      const input: DatasetInput = { type: 'pictures', shape: [11, 7, 2] };
      expect(
        (await difference(randomExportedModel({ layers, input, target: classes }))).outputs,
      ).toBeLessThan(1e-5);
    }
  });

  it('fills gaps of a table, and gives values in their own units', async () => {
    const input: DatasetInput = {
      type: 'table',
      columns: [
        { type: 'number', name: 'age', missing: 20, fill: 'mean' },
        { type: 'category', name: 'town', categories: ['x', 'y', 'z'], missing: 3 },
      ],
    };
    const target = { type: 'values' as const, names: ['price', 'weight'] };
    const scale = { mean: [250_000, -3], deviation: [90_000, 0.01] };
    const layers = [
      { type: 'normalization' as const },
      { type: 'dense' as const, units: 8, activation: 'gelu' as const },
      { type: 'dropout' as const },
      { type: 'dense' as const, units: 2 },
    ];
    const model = randomExportedModel({ layers, input, target, scale });
    expect(ownAnswers(model).inputs.some(Number.isNaN)).toBe(true);
    expect((await difference(model)).outputs).toBeLessThan(1e-5);
    expect((await difference(model)).answers).toBeLessThan(1e-5);
  });

  it.each([[[7]], [[5, 4]], [[6, 5, 3]], [[2, 3, 2, 4]]])(
    'takes numbers of the shape %j as they are',
    async (shape) => {
      const isPicture = shape.length === 3;
      const layers = [
        { type: 'normalization' as const },
        { type: 'batchNorm' as const },
        ...(isPicture ? [{ type: 'conv2d' as const, filters: 2 }, { type: 'batchNorm' as const }] : []),
        { type: 'layerNorm' as const, epsilon: 0.1 },
        { type: 'flatten' as const },
        { type: 'dense' as const, units: 3 },
      ];
      const model = randomExportedModel({ layers, input: { type: 'numbers', shape }, target: classes });
      expect((await difference(model)).outputs).toBeLessThan(1e-5);
    },
  );

  it('is found out where it answers otherwise', async () => {
    const layers = [{ type: 'flatten' as const }, { type: 'dense' as const, units: 3 }];
    const model = randomExportedModel({ layers, input: { type: 'pictures', shape: SHAPE }, target: classes });
    const changed = {
      ...model,
      weights: model.weights.map((array) => ({
        ...array,
        values: array.values.map((value) => 1.01 * value),
      })),
    };
    const check = await onnx.check(await onnx.make(changed), model, ownAnswers(model));
    expect(check.difference).toBeGreaterThan(1e-5);
    expect(check.note).toContain('not give the same answers');
  });
});

it('turns kernels so that each channel keeps its window', () => {
  // [height 1, width 2, in 2, out 3], numbered in memory.
  const kernel = { name: '', shape: [1, 2, 2, 3], values: Float32Array.from({ length: 12 }, (_, i) => i) };
  const { shape, values } = channelsFirstKernel(kernel, false);
  expect(shape).toEqual([3, 2, 1, 2]);
  expect([...values]).toEqual([0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]);
});
