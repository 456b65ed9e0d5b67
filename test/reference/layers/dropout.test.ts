import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Layer } from '@shared/spec/layer';
import { forward } from '../../../src-main/engine/model/forward';
import { trainingMode } from '../../../src-main/engine/model/forward-mode';
import { statelessUniform } from '../../../src-main/engine/random/stateless-uniform';
import { backends, useBackend } from '../backends';
import { fixtures } from './fixtures';

const kept = (uniform: readonly number[], rate: number) =>
  uniform.map((u) => (Math.fround(u) >= Math.fround(rate) ? 1 / (1 - rate) : 0));

/** Output and gradient of dropout layers, one for each rate, for an input of ones and a gradient of ones. */
function dropped(rates: readonly number[], seeds: readonly (readonly number[])[], shape: number[]) {
  return tf.tidy(() => {
    const layers = rates.map((rate): Layer => ({ type: 'dropout', rate }));
    const mode = () => trainingMode(seeds.map((seed) => tf.tensor1d([...seed], 'int32')));
    const x = tf.ones(shape);
    const gradient = tf.grad((given) => tf.sum(forward(layers, new Map(), given, mode())))(x);
    return [forward(layers, new Map(), x, mode()), gradient].map((tensor) => [...tensor.dataSync()]);
  });
}

const expectNear = (ours: readonly number[], wanted: readonly number[]) => {
  expect(ours).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(ours[i]).toBeCloseTo(value, 5);
};

describe('uniform numbers are those of TensorFlow', () => {
  it.each(fixtures.statelessUniform)('for seed $seed, $shape', ({ seed: [a, b], shape, values }) => {
    expect([...statelessUniform(a, b, shape)]).toEqual([...Float32Array.from(values)]);
  });
});

describe.each(backends)('dropout on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(fixtures.statelessUniform)('follows seed $seed, $shape', ({ seed, shape, values }) => {
    for (const rate of [0, 0.1, 0.5, 0.95]) {
      const wanted = rate === 0 ? values.map(() => 1) : kept(values, rate);
      for (const ours of dropped([rate], [seed], shape)) expectNear(ours, wanted);
    }
  });

  it('gives each dropout layer its own seed, in their order', () => {
    const [first, , second] = fixtures.statelessUniform;
    const lower = kept(first!.values, 0.2);
    const upper = kept(second!.values, 0.6);
    const wanted = lower.map((value, i) => value * upper[i]!);
    for (const ours of dropped([0.2, 0.6], [first!.seed, second!.seed], first!.shape))
      expectNear(ours, wanted);
  });
});
