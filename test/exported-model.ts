import * as tf from '@tensorflow/tfjs-core';
import type { TargetScale } from '@shared/contract/checkpoint';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { inputShapeOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import { modelParameters } from '@shared/model/parameters';
import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { runSpecSchema, type Loss } from '@shared/spec/run-spec';
import type { WrittenLayer } from '@shared/spec/layer';
import type { ExportedModel } from '../src-main/engine/export/exported-model';
import type { TrialSamples } from '../src-main/engine/export/format-maker';
import { madeUpSamples } from '../src-main/engine/export/made-up-samples';
import { forward } from '../src-main/engine/model/forward';
import { testing, type ForwardMode } from '../src-main/engine/model/forward-mode';
import { initialWeights } from '../src-main/engine/model/initial-weights';
import { inputTensor } from '../src-main/engine/train/sample-tensors';

interface Wanted {
  layers: readonly WrittenLayer[];
  input: DatasetInput;
  target: DatasetTarget;
  scale?: TargetScale;
  loss?: Loss;
  seed?: number;
}

/** A model as it comes out of a checkpoint, with weights, running means and gaps' fills at random: none is 0 or 1. */
export function randomExportedModel({ layers, input, target, scale, loss, seed = 1 }: Wanted): ExportedModel {
  const spec = runSpecSchema.parse({
    data: { dataset: 'any' },
    model: { layers },
    loss: loss ?? (target.type === 'classes' ? 'softmax-cross-entropy' : 'mean-squared-error'),
    optimizer: { name: 'adam', learningRate: 0.001 },
    batchSize: 8,
  });
  const inputShape = inputShapeOf(input);
  const parameters = modelParameters(spec.model.layers, inputShape);
  const drawn = initialWeights(parameters, seed);
  const weights = parameters.map(({ name, shape, role }, place) => {
    const random = new CountedRandom(seed, Purpose.madeUp, 1, place);
    const values = drawn[place]!.map((value) => {
      if (role === 'kernel') return value;
      if (role === 'scale' || role === 'variance') return 0.5 + random.uniform();
      return 0.5 * random.normal();
    });
    return { name, shape: [...shape], values };
  });
  return {
    name: 'random',
    checkpoint: {
      version: 1,
      id: '0001-10',
      run: 'abcd-1',
      generation: 1,
      epoch: 1,
      step: 10,
      reasons: ['end'],
      metrics: {
        trainLoss: 0.5,
        trainAccuracy: null,
        valLoss: 0.25,
        valAccuracy: null,
        valMacroF1: null,
        valTop5: null,
        valMae: null,
        valRmse: null,
        valR2: null,
      },
      savedAt: '2026-01-31T12:00:00.000Z',
      files: {},
    },
    spec,
    inputShape,
    input,
    target,
    scale: scale ?? null,
    weights,
  };
}

/** Made-up samples with what our own forward pass says of them, on whatever backend is loaded. */
export function ownAnswers(model: ExportedModel, count = 64, mode: ForwardMode = testing()): TrialSamples {
  const inputs = madeUpSamples(model, count);
  const width = model.target.names.length;
  const outputs = tf.tidy(() => {
    const weights = new Map(
      model.weights.map(({ name, shape, values }) => [name, tf.tensor(values, [...shape])]),
    );
    const x = inputTensor(inputs, model.inputShape);
    return Float32Array.from(forward(model.spec.model.layers, weights, x, mode).dataSync());
  });
  if (outputs.length !== count * width || inputs.length !== count * sizeOf(model.inputShape)) {
    throw new Error('the model has other outputs than its target');
  }
  return { count, inputs, outputs, from: 'made-up samples' };
}
