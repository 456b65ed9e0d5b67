import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import { backends, useBackend } from '../backends';
import { differences } from './differences';
import { fixtures } from './fixtures';
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
    expect(Object.keys(ours.updates).sort()).toEqual(Object.keys(wanted.updates).sort());
    const found = [
      ...differences('output', ours.output, wanted.output, wanted.atol),
      ...differences('gradient of the input', ours.inputGradient, wanted.inputGradient, wanted.atol),
      ...Object.entries(wanted.gradients).flatMap(([name, array]) =>
        differences(`gradient of ${name}`, ours.gradients[name], array, wanted.atol),
      ),
      ...Object.entries(wanted.updates).flatMap(([name, array]) =>
        differences(`new ${name}`, ours.updates[name], array, wanted.atol),
      ),
    ];
    expect(found).toEqual([]);
  });
});
