import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema } from '@shared/spec/run-spec';
import type { NamedArray } from '../../../../src-main/engine/checkpoint/safetensors';
import { forward } from '../../../../src-main/engine/model/forward';
import { testing } from '../../../../src-main/engine/model/forward-mode';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';
import { lookOf } from '../../../../src-main/engine/predict/look';
import { backends, useBackend } from '../../../reference/backends';

/** Smooth all over, so that differences tell its slopes. */
const LAYERS = [
  { type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' },
  { type: 'batchNorm' },
  { type: 'avgPool2d', poolSize: 2 },
  { type: 'conv2d', filters: 3, kernelSize: 3, padding: 'same', activation: 'gelu' },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.5 },
  { type: 'dense', units: 3 },
];
const SHAPE = [6, 6, 1];

function model(layers: unknown[], shape: number[]) {
  const spec = runSpecSchema.parse({
    data: { dataset: 'any' },
    model: { layers },
    seed: 5,
    batchSize: 1,
    optimizer: { learningRate: 0.1 },
  });
  const parameters = modelParameters(spec.model.layers, shape);
  const values = initialWeights(parameters, 5);
  const arrays = parameters.map(({ name, shape: its }, index): NamedArray => ({
    name,
    shape: its,
    values: values[index]!,
  }));
  const outputs = (inputs: Float32Array): number[] =>
    tf.tidy(() => {
      const weights = new Map(arrays.map((one) => [one.name, tf.tensor(one.values, [...one.shape])]));
      const x = tf.tensor(inputs, [1, ...shape]);
      return [...forward(spec.model.layers, weights, x, testing()).dataSync()];
    });
  return { layers: spec.model.layers, arrays, outputs };
}
const inputs = Float32Array.from({ length: 36 }, (_, at) => Math.sin(at * 1.7));

describe.each(backends)('what a model looked at, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('is the gradient of the likeliest output, as differences tell it', () => {
    const { layers, arrays, outputs } = model(LAYERS, SHAPE);
    const { look } = lookOf(layers, arrays, inputs, SHAPE);
    const answer = outputs(inputs);
    expect(look.output).toBe(answer.indexOf(Math.max(...answer)));
    const by = 0.02;
    const slopes = [...inputs.keys()].map((at) => {
      const moved = (sign: number) =>
        outputs(inputs.map((value, index) => (index === at ? value + sign * by : value)))[look.output]!;
      return (moved(1) - moved(-1)) / (2 * by);
    });
    const most = Math.max(...slopes.map(Math.abs));
    expect(most).toBeGreaterThan(0);
    for (const [at, slope] of slopes.entries()) {
      expect(Math.abs(look.gradient[at]! - slope), `input ${at}`).toBeLessThan(2e-3 * Math.max(most, 0.1));
    }
  });

  it('has maps whose bytes fill what is told of them, for pictures with where it looked', () => {
    const { layers, arrays } = model(LAYERS, SHAPE);
    const picture = Uint8Array.from(inputs, (value) => Math.round(127 * (value + 1)));
    const { look, pixels } = lookOf(layers, arrays, picture, SHAPE);
    const bytes = look.maps.reduce(
      (sum, { count, height, width, channels }) => sum + count * height * width * channels,
      0,
    );
    expect(pixels).toHaveLength(bytes);
    expect(look.gradient).toEqual([]);
    expect(look.maps.map(({ kind, layer }) => `${kind} ${layer}`)).toEqual([
      'saliency -1',
      'grad-cam 3',
      'filters 0',
      'activations 0',
      'activations 1',
      'activations 2',
      'activations 3',
      'activations 6',
    ]);
    expect(Math.max(...pixels.subarray(0, 36))).toBe(255);
  });

  it('holds Grad-CAM against its formula, where one pixel alone counts', () => {
    // The first output is the mean of the picture: every place speaks for it by what is there.
    const { layers } = model(
      [
        { type: 'conv2d', filters: 1, kernelSize: 1 },
        { type: 'globalAvgPool2d' },
        { type: 'dense', units: 2 },
      ],
      SHAPE,
    );
    const arrays: NamedArray[] = [
      { name: 'layers.0.kernel', shape: [1, 1, 1, 1], values: Float32Array.of(1) },
      { name: 'layers.0.bias', shape: [1], values: Float32Array.of(0) },
      { name: 'layers.2.kernel', shape: [1, 2], values: Float32Array.of(2, -1) },
      { name: 'layers.2.bias', shape: [2], values: Float32Array.of(0, 0) },
    ];
    const picture = new Uint8Array(36);
    picture[8] = 200;
    picture[20] = 100;
    const { look, pixels } = lookOf(layers, arrays, picture, SHAPE);
    const cam = look.maps.findIndex(({ kind }) => kind === 'grad-cam');
    expect(cam).toBe(1);
    const its = pixels.subarray(36, 72);
    expect([its[8], its[20], its[0]]).toEqual([255, 128, 0]);
  });

  it('tells of a single value as well', () => {
    const { layers, arrays } = model([{ type: 'dense', units: 1 }], [3]);
    const { look } = lookOf(layers, arrays, Float32Array.of(1, 2, 3), [3]);
    const kernel = arrays.find(({ name }) => name === 'layers.0.kernel')!;
    expect(look.gradient).toEqual([...kernel.values]);
  });

  it('leaves no tensor behind', () => {
    const { layers, arrays } = model(LAYERS, SHAPE);
    const before = tf.memory().numTensors;
    lookOf(layers, arrays, inputs, SHAPE);
    expect(tf.memory().numTensors).toBe(before);
  });
});
