import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossOf } from '../../src-main/engine/train/losses';
import { backends, useBackend } from './backends';
import { FLOAT32, misses } from './misses';
import { optax } from './optax-fixture';

const { logits, labels, cases } = optax.losses;

describe.each(backends)('losses are those of optax on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(cases)('$loss, label smoothing $labelSmoothing', (wanted) => {
    const { loss, labelSmoothing } = wanted;
    const [values, gradient] = tf.tidy(() => {
      const classes = tf.tensor1d(labels, 'int32');
      const z = tf.tensor2d(logits);
      const each = (given: tf.Tensor) => lossOf(loss, labelSmoothing, given as tf.Tensor2D, classes);
      return [
        each(z).dataSync(),
        tf
          .grad((given) => tf.mean(each(given)))(z)
          .dataSync(),
      ];
    });
    expect(misses(values, wanted.values, FLOAT32)).toEqual([]);
    expect(misses(gradient, wanted.gradient, FLOAT32)).toEqual([]);
  });
});
