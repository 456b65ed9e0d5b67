import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossesOf, RULES } from '../../src-main/engine/compile/trace-step';
import { nativeReady } from '../unit/engine/native-ready';
import { FLOAT32, misses } from './misses';
import { loadTensorFlow } from './native';
import { optax } from './optax-fixture';
import { runTraced } from './run-traced';

const { logits, labels, cases } = optax.losses;

describe.skipIf(!nativeReady)('compiled losses are those of optax', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = await loadTensorFlow();
  });

  it.each(cases)('$loss, label smoothing $labelSmoothing', (wanted) => {
    const { loss, labelSmoothing } = wanted;
    const [z, classes] = [tf.tensor2d(logits), tf.tensor1d(labels, 'int32')];
    const each = (given: tf.Tensor) =>
      lossesOf({ backend: native, spec: { loss, labelSmoothing } }, given as tf.Tensor2D, classes);
    const step = () => [each(z), tf.grad((given) => tf.mean(each(given)))(z)];
    const leaves = new Map<string, tf.Tensor>([
      ['z', z],
      ['classes', classes],
    ]);
    const [values, gradient] = runTraced(native, leaves, step, RULES.float32);
    tf.dispose([z, classes]);
    expect(misses(values!.values, wanted.values, FLOAT32)).toEqual([]);
    expect(misses(gradient!.values, wanted.gradient, FLOAT32)).toEqual([]);
  });
});
