import * as tf from '@tensorflow/tfjs-core';
import { modelParameters } from '@shared/model/parameters';
import { sizeOf } from '@shared/model/shape';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { outputsOf } from '@shared/model/describe';
import type { WrittenLayer } from '@shared/spec/layer';
import { runSpecSchema } from '@shared/spec/run-spec';
import type { ExportedModel } from '../../../../src-main/engine/export/exported-model';
import { forward } from '../../../../src-main/engine/model/forward';
import { testing } from '../../../../src-main/engine/model/forward-mode';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';

const METRICS = {
  trainLoss: 0.1,
  trainAccuracy: 0.9,
  valLoss: 0.2,
  valAccuracy: 0.8,
  valMacroF1: null,
  valTop5: null,
  valMae: null,
  valRmse: null,
  valR2: null,
};

/** Numbers between 0 and 1 that look like chance, the same in every call. */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

/** A model with weights as a run begins with, and norms as if it had trained: no two arrays are alike. */
export function exportedModel(
  layers: readonly WrittenLayer[],
  input: DatasetInput,
  { inputShape, target }: { inputShape: readonly number[]; target?: DatasetTarget },
): ExportedModel {
  const spec = runSpecSchema.parse({
    data: { dataset: 'anything' },
    model: { layers },
    optimizer: { learningRate: 0.01 },
    batchSize: 8,
  });
  const parameters = modelParameters(spec.model.layers, inputShape);
  const initial = initialWeights(parameters, 7);
  const weights = parameters.map(({ name, shape, role }, index) => {
    const drawn = noise(sizeOf(shape), index + 1);
    const values = role === 'kernel' ? initial[index]! : drawn.map((value) => value + 0.25);
    return { name, shape, values };
  });
  const names = Array.from({ length: outputsOf(spec, inputShape) }, (_, index) => `answer ${index}`);
  const its = target ?? { type: 'classes' as const, names };
  return {
    name: 'a <model> & its "name"',
    checkpoint: {
      version: 1,
      id: '0003-1266',
      run: 'a-model',
      generation: 1,
      epoch: 3,
      step: 1266,
      reasons: ['epoch'],
      metrics: METRICS,
      savedAt: '2026-11-29T12:00:00.000Z',
      files: {},
    },
    spec,
    inputShape,
    input,
    target: its,
    scale: its.type === 'values' ? { mean: its.names.map(() => 3), deviation: its.names.map(() => 2) } : null,
    weights,
  };
}

/** What training's own forward pass makes of samples, on the backend that is loaded. */
export function ownAnswers({ spec, inputShape, weights }: ExportedModel, inputs: Float32Array): Float32Array {
  const out = tf.tidy(() => {
    const named = new Map(weights.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape])]));
    const x = tf.tensor(inputs, [inputs.length / sizeOf(inputShape), ...inputShape]);
    return forward(spec.model.layers, named, x, testing());
  });
  const values = out.dataSync<'float32'>().slice();
  out.dispose();
  return values;
}

export const largestDifference = (a: Float32Array, b: Float32Array): number => {
  if (a.length !== b.length) throw new Error(`${a.length} values cannot be compared with ${b.length}`);
  return a.reduce((most, value, at) => {
    const apart = Math.abs(value - b[at]!);
    return Number.isNaN(apart) ? Infinity : Math.max(most, apart);
  }, 0);
};
