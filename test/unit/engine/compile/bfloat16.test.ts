import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { newLayer, type LayerType } from '@shared/spec/layer';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { DataType } from '../../../../src-main/engine/compile/data-type';
import { bfloat16Compute } from '../../../../src-main/engine/compile/rules/bfloat16-compute';
import { RULES } from '../../../../src-main/engine/compile/trace-step';
import type { TracedOp, View } from '../../../../src-main/engine/compile/traced-value';
import { compareRunners } from '../../../../src-main/engine/train/compare-runners';
import { initialModel, makeEagerRunner, makeRunner } from '../../../../src-main/engine/train/make-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';
import { runTraced } from '../../../reference/run-traced';

const leaf = (name: string, shape: readonly number[], type: DataType = DataType.float32): View => ({
  value: { kind: 'leaf', name, shapes: [shape] },
  output: 0,
  shape,
  type,
});
const opOf = (op: string, inputs: View[]): TracedOp => ({
  op,
  attributes: { T: { type: DataType.float32 } },
  inputs,
  outputs: [{ shape: [2, 2], type: DataType.float32 }],
});

describe('the rule for bfloat16', () => {
  it.each(['MatMul', 'BatchMatMulV2', 'Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'])(
    'rounds what %s is given, and gives float32 back',
    (op) => {
      const sizes = leaf('sizes', [4], DataType.int32);
      const rewritten = bfloat16Compute(opOf(op, [leaf('x', [2, 2]), sizes, leaf('y', [2, 2])]))!;
      expect(rewritten.op).toBe('Cast');
      expect(rewritten.outputs[0]!.type).toBe(DataType.float32);
      const [{ value, type }] = rewritten.inputs as [View];
      expect(type).toBe(DataType.bfloat16);
      if (value.kind !== 'op') throw new Error('nothing is computed');
      expect(value.op).toBe(op);
      expect(value.attributes['T']).toEqual({ type: DataType.bfloat16 });
      expect(value.inputs.map((input) => input.type)).toEqual([
        DataType.bfloat16,
        DataType.int32,
        DataType.bfloat16,
      ]);
    },
  );

  it.each(['AddV2', 'Mul', 'BiasAdd', 'Relu', 'Sum', 'FusedBatchNormV3', 'DepthwiseConv2dNative'])(
    'leaves %s in float32',
    (op) => expect(bfloat16Compute(opOf(op, [leaf('x', [2, 2])]))).toBeUndefined(),
  );
});

describe.skipIf(!nativeReady)('computing in bfloat16', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  /** A product and its gradients, the second tensor this much smaller. */
  function products(rules: (typeof RULES)['float32'], scale: number): number[][] {
    const numbers = (seed: number, times: number) =>
      Float32Array.from({ length: 64 }, (_, i) => (1.5 + Math.sin(seed + i)) * times);
    const x = tf.tensor2d(numbers(1, 1), [8, 8]);
    const dy = tf.tensor2d(numbers(2, scale), [8, 8]);
    const step = () => [tf.matMul(x, dy, true), tf.matMul(dy, x, false, true)];
    const leaves = new Map<string, tf.Tensor>([
      ['x', x],
      ['dy', dy],
    ]);
    const results = runTraced(backend.native!, leaves, step, rules);
    tf.dispose([x, dy]);
    return results.map(({ values }) => values);
  }

  it.each([1, 1e-15, 1e-30, 1e-36])(
    'keeps gradients of about %f: its exponents are those of float32, so no loss has to be scaled',
    (scale) => {
      const exact = products(RULES.float32, scale);
      const rounded = products(RULES.bfloat16, scale);
      const apart = exact.flatMap((values, i) => values.map((value, at) => rounded[i]![at]! / value - 1));
      const largest = apart.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      expect(largest).toBeLessThan(2 ** -6);
      // Nothing would be lost either if it were not used at all.
      expect(largest).toBeGreaterThan(2 ** -14);
    },
  );

  const head = [{ type: 'flatten' }, { type: 'dense', units: 3 }];
  const layersOf = (type: LayerType) => {
    if (type === 'dense') return [{ type: 'flatten' }, newLayer.dense(), { type: 'dense', units: 3 }];
    if (type === 'globalAvgPool2d') {
      return [{ type: 'conv2d', filters: 5 }, newLayer[type](), { type: 'dense', units: 3 }];
    }
    return [newLayer[type](), ...head];
  };

  it.each(Object.keys(newLayer) as LayerType[])('goes with %s, near what float32 gives', (type) => {
    const spec = runSpecSchema.parse({
      data: { dataset: 'any' },
      model: { layers: layersOf(type) },
      optimizer: { learningRate: 1e-3 },
      batchSize: 8,
      precision: 'bfloat16',
      seed: 4,
    });
    const options = { backend, spec, inputShape: [12, 12, 2], batches: [8] };
    const model = initialModel(options);
    const [compiled, eager] = [makeRunner(options, model), makeEagerRunner(options, model)];
    const agreement = compareRunners(
      compiled,
      eager,
      {
        ...rowsInOrder({
          inputs: Uint8Array.from({ length: 8 * 288 }, (_, i) => (i * 89 + (i >> 3)) % 256),
          targets: Uint8Array.from({ length: 8 }, (_, i) => i % 3),
        }),
        steps: 1,
        batch: 8,
        firstStep: 1,
        learningRates: [1e-3],
      },
      'bfloat16',
    );
    compiled.dispose();
    eager.dispose();
    expect(agreement).toMatchObject({ agree: true });
    // The last layer is a product, so something was rounded.
    expect(agreement.loss + agreement.gradientNorm).toBeGreaterThan(1e-6);
  });
});
