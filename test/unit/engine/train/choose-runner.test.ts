import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newLayer } from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { precisionSchema } from '@shared/contract/backend';
import { lossSchema, runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { chooseRunner } from '../../../../src-main/engine/train/choose-runner';
import { nativeReady } from '../native-ready';
import { layerOf, modelsOn } from '../../../random-models';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [12, 12, 2];
const BATCH = 32;

const model = modelsOn(SHAPE);
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
