import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import { backends, useBackend } from '../backends';
import { fixtures } from './fixtures';
import { missesOf } from './layer-misses';
import { runLayer } from './run-layer';

describe('the description of a layer is that of Flax', () => {
  it.each(fixtures.cases)('$name', ({ layer, input, arrays, output, gradients }) => {
    const inputShape = input.shape.slice(1);
    const described = describeModel([layer], inputShape);
    expect(described.problem).toBeUndefined();
    expect(described.outputShape).toEqual(output.shape.slice(1));
    const parameters = modelParameters([layer], inputShape);
    const shapes = Object.fromEntries(parameters.map(({ name, shape }) => [name, shape]));
    const wanted = Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual(wanted);
    const trained = parameters.filter((parameter) => parameter.trained).map(({ name }) => name);
    expect(trained.sort()).toEqual(Object.keys(gradients).sort());
  });
});

describe.each(backends)('layers are those of Flax on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(fixtures.cases)('$name', (wanted) => {
    const before = tf.memory().numTensors;
    const ours = runLayer(wanted);
    expect(tf.memory().numTensors).toBe(before);
    expect(missesOf(ours, wanted)).toEqual([]);
  });
});
