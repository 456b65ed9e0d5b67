import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { activationSchema, newLayer, paddingSchema, type Layer, type LayerType } from '@shared/spec/layer';
import { precisionSchema } from '@shared/contract/backend';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { chooseRunner } from '../../../../src-main/engine/train/choose-runner';
import { nativeReady } from '../native-ready';

const SHAPE = [12, 12, 2];
const BATCH = 8;

const activation = fc.constantFrom(...activationSchema.options);
const layerOf: Record<LayerType, fc.Arbitrary<Layer>> = {
  dense: fc.record({
    type: fc.constant('dense' as const),
    units: fc.integer({ min: 1, max: 12 }),
    activation,
  }),
  conv2d: fc.record({
    type: fc.constant('conv2d' as const),
    filters: fc.integer({ min: 1, max: 6 }),
    kernelSize: fc.integer({ min: 1, max: 4 }),
    strides: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom(...paddingSchema.options),
    activation,
  }),
  maxPool2d: fc.record({ type: fc.constant('maxPool2d' as const), poolSize: fc.integer({ min: 1, max: 3 }) }),
  flatten: fc.constant({ type: 'flatten' as const }),
};
const head: Layer[] = [{ type: 'flatten' }, { type: 'dense', units: 3, activation: 'linear' }];
/** Pictures first, rows after the flatten, as the form lets them be built. */
const model = fc
  .tuple(
    fc.array(fc.oneof(layerOf.conv2d, layerOf.maxPool2d), { maxLength: 3 }),
    fc.array(layerOf.dense, { maxLength: 2 }),
  )
  .map(([pictures, rows]): Layer[] => [...pictures, head[0]!, ...rows, head[1]!])
  .filter((layers) => describeModel(layers, SHAPE).problem === undefined);

describe.skipIf(!nativeReady)('what the form offers', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  it('is covered here: every kind of layer', () => {
    expect(Object.keys(layerOf).sort()).toEqual(Object.keys(newLayer).sort());
  });

  it('compiles, whatever is built from it, and agrees with the plain step: eager is never used', () => {
    const images = Uint8Array.from({ length: BATCH * 288 }, (_, i) => (i * 89 + (i >> 3)) % 256);
    const labels = Uint8Array.from({ length: BATCH }, (_, i) => i % 3);
    fc.assert(
      fc.property(
        model,
        fc.constantFrom(...precisionSchema.options),
        fc.nat(1000),
        (layers, precision, seed) => {
          const spec = runSpecSchema.parse({
            data: { dataset: 'any' },
            model: { layers },
            optimizer: { learningRate: 1e-3 },
            batchSize: BATCH,
            precision,
            seed,
          });
          const { runner, whyEager } = chooseRunner(
            { backend, spec, inputShape: SHAPE, classes: 3, batches: [BATCH, 5] },
            () => {},
            { images, labels },
            1,
          );
          runner.dispose();
          expect(whyEager).toBe('');
          expect(runner.mode).toBe('compiled');
        },
      ),
      // The same models each time: a limit on rounding must not fail by luck.
      { numRuns: 14, seed: 11 },
    );
  });
});
