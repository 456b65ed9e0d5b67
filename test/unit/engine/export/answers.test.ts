import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { sizeOf } from '@shared/model/shape';
import { activationSchema, type WrittenLayer } from '@shared/spec/layer';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { savedModelAnswers } from '../../../../src-main/engine/export/savedmodel/answers';
import { savedModel } from '../../../../src-main/engine/export/savedmodel/saved-model';
import { tfjsAnswers } from '../../../../src-main/engine/export/tfjs/answers';
import { tfjsModel } from '../../../../src-main/engine/export/tfjs/tfjs-model';
import { forward } from '@shared/inference/forward';
import { nativeReady } from '../native-ready';
import { exportedModel, largestDifference, noise, ownAnswers } from './exported';

const SAMPLES = 3;
const PICTURES: DatasetInput = { type: 'pictures', shape: [13, 12, 3] };
const ROW: DatasetInput = {
  type: 'table',
  columns: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ type: 'number', name, missing: 1, fill: 'mean' })),
};
const head: WrittenLayer[] = [{ type: 'flatten' }, { type: 'dense', units: 4 }];

const pictureCases: [string, WrittenLayer[]][] = [
  [
    'dense',
    [
      { type: 'flatten' },
      { type: 'dense', units: 9, useBias: false, activation: 'relu' },
      { type: 'dense', units: 4 },
    ],
  ],
  ...(['same', 'valid'] as const).flatMap((padding): [string, WrittenLayer[]][] =>
    [1, 2, 3].map((strides): [string, WrittenLayer[]] => [
      `conv2d, ${padding}, strides ${strides}`,
      [{ type: 'conv2d', filters: 5, padding, strides, kernelSize: 2, activation: 'relu' }, ...head],
    ]),
  ),
  [
    'conv2d, a window narrower than its stride',
    [{ type: 'conv2d', filters: 5, kernelSize: 1, strides: 2 }, ...head],
  ],
  ['depthwise', [{ type: 'depthwiseConv2d', strides: 2, activation: 'relu' }, ...head]],
  ['depthwise without bias', [{ type: 'depthwiseConv2d', useBias: false, padding: 'valid' }, ...head]],
  [
    'residual blocks',
    [
      { type: 'residualBlock', filters: 3 },
      { type: 'residualBlock', filters: 6, strides: 2 },
      { type: 'globalAvgPool2d' },
      { type: 'dense', units: 4 },
    ],
  ],
  ['pools', [{ type: 'maxPool2d', poolSize: 2 }, { type: 'avgPool2d', poolSize: 3 }, ...head]],
  [
    'norms of pictures',
    [
      { type: 'normalization' },
      { type: 'conv2d', filters: 4 },
      { type: 'batchNorm' },
      { type: 'layerNorm' },
      ...head,
    ],
  ],
  [
    'norms of rows',
    [
      { type: 'flatten' },
      { type: 'dense', units: 9 },
      { type: 'batchNorm' },
      { type: 'layerNorm' },
      { type: 'dense', units: 4 },
    ],
  ],
  ['dropout', [{ type: 'dropout' }, ...head]],
  ...activationSchema.options.flatMap((activation): [string, WrittenLayer[]][] => [
    [activation, [{ type: 'conv2d', filters: 4, activation }, { type: 'activation', activation }, ...head]],
  ]),
];
const rowCases: [string, WrittenLayer[]][] = [
  [
    'a table that is normalized',
    [{ type: 'normalization' }, { type: 'dense', units: 7, activation: 'relu' }, { type: 'dense', units: 2 }],
  ],
  [
    'a table that is not',
    [{ type: 'flatten' }, { type: 'dense', units: 7, activation: 'relu' }, { type: 'dense', units: 2 }],
  ],
];

describe.skipIf(!nativeReady)('a model of each format answers as in training', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 1, oneDnn: true, precision: 'float32' });
  });

  const compare = async (layers: WrittenLayer[], input: DatasetInput, inputs: Float32Array) => {
    const inputShape = input.type === 'table' ? [input.columns.length] : [...input.shape];
    const model = exportedModel(layers, input, { inputShape });
    const own = ownAnswers(model, inputs);
    const tfjs = tfjsModel(model);
    expect(largestDifference(own, await tfjsAnswers(tfjs, inputs, inputShape)), 'TensorFlow.js').toBeLessThan(
      1e-5,
    );
    const saved = savedModelAnswers(backend.native!, savedModel(model), inputs, inputShape);
    expect(largestDifference(own, saved), 'SavedModel').toBeLessThan(1e-5);
    const size = sizeOf(inputShape);
    const arrays = new Map(model.weights.map(({ name, values }) => [name, values]));
    const page = Array.from({ length: SAMPLES }, (_, at) =>
      forward(
        { layers: model.spec.model.layers, inputShape, arrays },
        inputs.subarray(at * size, (at + 1) * size),
      ),
    );
    expect(largestDifference(own, Float32Array.from(page.flatMap((its) => [...its]))), 'page').toBeLessThan(
      1e-5,
    );
    const { format } = JSON.parse(new TextDecoder().decode(tfjs[0]!.bytes)) as { format: string };
    return format;
  };

  it.each(pictureCases)('%s', async (name, layers) => {
    const format = await compare(layers, PICTURES, noise(SAMPLES * 13 * 12 * 3));
    expect(format).toBe(name === 'gelu' ? 'graph-model' : 'layers-model');
  });

  it.each(rowCases)('%s', async (name, layers) => {
    const inputs = noise(SAMPLES * 6).map((value) => value * 10);
    const isNormalized = name === 'a table that is normalized';
    if (isNormalized) inputs[4] = NaN;
    const format = await compare(layers, ROW, inputs);
    expect(format).toBe(isNormalized ? 'graph-model' : 'layers-model');
  });

  it('frees what it loaded', async () => {
    const { numTensors } = tf.memory();
    await compare(head, PICTURES, noise(SAMPLES * 13 * 12 * 3));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
