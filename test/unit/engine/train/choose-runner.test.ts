import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import {
  activationSchema,
  initializerSchema,
  layerSchema,
  newLayer,
  paddingSchema,
  type Layer,
  type LayerType,
} from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { precisionSchema } from '@shared/contract/backend';
import { lossSchema, runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { chooseRunner } from '../../../../src-main/engine/train/choose-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [12, 12, 2];
const BATCH = 32;

const activation = fc.constantFrom(...activationSchema.options);
const kernelSize = fc.integer({ min: 1, max: 4 });
const strides = fc.integer({ min: 1, max: 2 });
const padding = fc.constantFrom(...paddingSchema.options);
const useBias = fc.boolean();
const poolSize = fc.integer({ min: 1, max: 3 });
const initializer = fc.constantFrom(...initializerSchema.options);
const frozen = fc.constantFrom(false, false, true);
const layerOf = {
  dense: fc.record({ units: fc.integer({ min: 1, max: 12 }), activation, useBias, initializer, frozen }),
  conv2d: fc.record({
    filters: fc.integer({ min: 1, max: 6 }),
    kernelSize,
    strides,
    padding,
    activation,
    useBias,
    initializer,
    frozen,
  }),
  depthwiseConv2d: fc.record({ kernelSize, strides, padding, activation, useBias, initializer, frozen }),
  residualBlock: fc.record({
    filters: fc.integer({ min: 1, max: 6 }),
    kernelSize,
    strides,
    initializer,
    frozen,
  }),
  maxPool2d: fc.record({ poolSize }),
  avgPool2d: fc.record({ poolSize }),
  globalAvgPool2d: fc.constant({}),
  batchNorm: fc.record({
    momentum: fc.constantFrom(0, 0.5, 0.99),
    epsilon: fc.constantFrom(1e-5, 1e-3),
    frozen,
  }),
  layerNorm: fc.record({ epsilon: fc.constantFrom(1e-6, 1e-3), frozen }),
  dropout: fc.record({ rate: fc.constantFrom(0, 0.1, 0.5) }),
  activation: fc.record({ activation }),
  flatten: fc.constant({}),
  normalization: fc.constant({}),
} satisfies Record<LayerType, fc.Arbitrary<object>>;
const some = (...types: LayerType[]): fc.Arbitrary<Layer> =>
  fc.oneof(...types.map((type) => layerOf[type].map((fields) => layerSchema.parse({ type, ...fields }))));

const last = layerSchema.parse({ type: 'dense', units: 3 });
const anywhere: LayerType[] = ['batchNorm', 'layerNorm', 'dropout', 'activation'];
/** Pictures first, rows after them, as the form lets them be built. */
const model = fc
  .tuple(
    fc.array(some('conv2d', 'depthwiseConv2d', 'residualBlock', 'maxPool2d', 'avgPool2d', ...anywhere), {
      maxLength: 4,
    }),
    some('flatten', 'globalAvgPool2d'),
    fc.array(some('dense', ...anywhere), { maxLength: 2 }),
  )
  .map(([pictures, flat, rows]): Layer[] => [...pictures, flat, ...rows, last])
  .filter((layers) => describeModel(layers, SHAPE).problem === undefined);

const clip = fc.constantFrom({ by: 'none' }, { by: 'value', max: 0.1 }, { by: 'global-norm', max: 0.5 });
const settings = fc.record({
  optimizer: fc
    .tuple(fc.constantFrom(...(Object.keys(newOptimizer) as OptimizerName[])), clip, fc.boolean())
    .map(([name, by, decayAll]) => ({ ...newOptimizer[name](), clip: by, decayAll })),
  loss: fc.constantFrom(...lossSchema.options),
  ema: fc.constantFrom(0, 0.9),
  microBatches: fc.integer({ min: 1, max: 3 }),
  precision: fc.constantFrom(...precisionSchema.options),
  seed: fc.nat(1000),
});

describe.skipIf(!nativeReady)('what the form offers', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  it('is covered here: every kind of layer', () => {
    expect(Object.keys(layerOf).sort()).toEqual(Object.keys(newLayer).sort());
  });

  it('compiles, whatever is built from it, and agrees with the plain step: eager is never used', () => {
    const inputs = Uint8Array.from({ length: BATCH * 288 }, (_, i) => (i * 89 + (i >> 3)) % 256);
    const targets = Uint8Array.from({ length: BATCH }, (_, i) => i % 3);
    fc.assert(
      fc.property(model, settings, (layers, rest) => {
        const spec = runSpecSchema.parse({
          data: { dataset: 'any' },
          model: { layers },
          batchSize: BATCH,
          ...rest,
        });
        const { runner, whyEager } = chooseRunner(
          { backend, spec, inputShape: SHAPE, batches: [BATCH, 5] },
          () => {},
          {
            ...rowsInOrder({ inputs, targets }),
            steps: 1,
            batch: BATCH,
            firstStep: 1,
            learningRates: [1e-3],
          },
        );
        runner.dispose();
        expect(whyEager).toBe('');
        expect(runner.mode).toBe('compiled');
      }),
      // The same models each time: a limit on rounding must not fail by luck.
      { numRuns: 24, seed: 11 },
    );
  }, 240_000);
});
