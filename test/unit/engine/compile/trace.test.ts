import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { trace } from '../../../../src-main/engine/compile/trace';
import { nativeReady } from '../native-ready';

describe.skipIf(!nativeReady)('a trace', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = (await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' })).native!;
  });

  /** Traces `step` and counts which kernels TensorFlow was really asked to run. */
  function tracedRuns(step: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor[]) {
    const x = tf.fill<tf.Rank.R4>([4, 16, 16, 8], 0.5);
    const w = tf.fill<tf.Rank.R4>([3, 3, 8, 8], 0.1);
    const { binding } = native;
    const runs: string[] = [];
    // The addon's own object cannot be changed.
    const counting: NodeJSKernelBackend['binding'] = Object.create(binding, {
      executeOp: {
        value: (...given: Parameters<typeof binding.executeOp>) => {
          runs.push(given[0]);
          return binding.executeOp(...given);
        },
      },
    });
    native.binding = counting;
    try {
      const leaves = new Map<string, tf.Tensor>([
        ['x', x],
        ['w', w],
      ]);
      const views = trace(native, () => step(x, w), leaves, []);
      return { views, of: (op: string) => runs.filter((one) => one === op).length };
    } finally {
      native.binding = binding;
      tf.dispose([x, w]);
    }
  }

  it('runs a kernel once for each shape, however often the step has it', () => {
    const { views, of } = tracedRuns((x, w) => {
      const once = tf.conv2d(x, w, 1, 'same');
      const twice = tf.conv2d(once, w, 1, 'same');
      return [tf.conv2d(twice, w, 1, 'same'), tf.conv2d(x, w, 2, 'same')];
    });
    expect(of('Conv2D')).toBe(2);
    // Each is written down nevertheless, with the one before as its input.
    let [{ value }] = views as [(typeof views)[0]];
    for (let depth = 0; depth < 3; depth++) {
      if (value.kind !== 'op' || value.op !== 'Conv2D') throw new Error('a convolution is missing');
      ({ value } = value.inputs[0]!);
    }
    expect(value).toMatchObject({ kind: 'leaf', name: 'x' });
    expect(views.map(({ shape }) => shape)).toEqual([
      [4, 16, 16, 8],
      [4, 8, 8, 8],
    ]);
  });

  it('runs no gradient of a convolution at all', () => {
    const { views, of } = tracedRuns((x, w) => {
      const gradients = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'));
      return gradients([x, w]);
    });
    expect(of('Conv2D')).toBe(1);
    expect(of('Conv2DBackpropInput')).toBe(0);
    expect(of('Conv2DBackpropFilter')).toBe(0);
    expect(views.map(({ value, shape }) => [value.kind === 'op' && value.op, shape])).toEqual([
      ['Conv2DBackpropInput', [4, 16, 16, 8]],
      ['Conv2DBackpropFilter', [3, 3, 8, 8]],
    ]);
  });

  it('runs small kernels each time, since their values may say a shape', () => {
    const { of } = tracedRuns((x) => {
      const sum = tf.sum(x, [1, 2, 3]);
      return [tf.mul(sum, sum), tf.mul(sum, sum)];
    });
    expect(of('Mul')).toBe(2);
  });

  it('holds nothing afterwards', () => {
    const before = tf.memory().numTensors;
    const { views } = tracedRuns((x, w) => [tf.relu(tf.conv2d(x, w, 1, 'same'))]);
    expect(views).toHaveLength(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
