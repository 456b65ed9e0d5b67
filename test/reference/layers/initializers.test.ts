import { describe, expect, it } from 'vitest';
import { modelParameters } from '@shared/model/parameters';
import { layerSchema, type Initializer, type Layer } from '@shared/spec/layer';
import { initialWeights } from '../../../src-main/engine/model/initial-weights';
import { fixtures } from './fixtures';

const { initializers, unitQuantiles } = fixtures;
/** Standard deviation of a standard normal distribution cut off at ±2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;
/** Chance alone goes farther once in 1.7 million times. */
const SIGMAS = 5;
/** Fourth moments of the two distributions, over the square of their variance. */
const KURTOSIS = { uniform: 1.8, truncated_normal: 2.3656 };
const SEED = 20_261_103;

/** Layers whose kernels have as many numbers as those of the fixture. */
const layers = {
  dense: { inputShape: [300], of: { type: 'dense', units: 200 } },
  conv2d: { inputShape: [8, 8, 16], of: { type: 'conv2d', filters: 32, kernelSize: 3 } },
  depthwiseConv2d: { inputShape: [8, 8, 64], of: { type: 'depthwiseConv2d', kernelSize: 5 } },
} as const;

const layerOf = (kind: keyof typeof layers, initializer: Initializer): Layer =>
  layerSchema.parse({ ...layers[kind].of, initializer });

const kernelOf = (kind: keyof typeof layers, initializer: Initializer, seed: number): Float32Array =>
  initialWeights(modelParameters([layerOf(kind, initializer)], layers[kind].inputShape), seed)[0]!;

describe('kernels are drawn as Flax draws them', () => {
  it.each(initializers)(
    '$initializer for $layer',
    ({ initializer, layer, flaxShape, distribution, variance }) => {
      const kernel = kernelOf(layer, initializer, SEED);
      const size = flaxShape.reduce((product, length) => product * length, 1);
      expect(kernel).toHaveLength(size);

      const deviation = Math.sqrt(variance);
      const mean = kernel.reduce((sum, value) => sum + value, 0) / size;
      expect(Math.abs(mean)).toBeLessThan((SIGMAS * deviation) / Math.sqrt(size));
      const found = kernel.reduce((sum, value) => sum + value * value, 0) / size;
      const spread = Math.sqrt((KURTOSIS[distribution] - 1) / size);
      expect(Math.abs(found / variance - 1)).toBeLessThan(SIGMAS * spread);

      const bound =
        distribution === 'uniform' ? Math.sqrt(3) * deviation : (2 * deviation) / TRUNCATED_DEVIATION;
      const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(largest).toBeGreaterThan(bound * 0.95);

      for (const [i, share] of unitQuantiles.shares.entries()) {
        const quantile = unitQuantiles[distribution][i]! * deviation;
        const below = kernel.reduce((count, value) => count + Number(value < quantile), 0) / size;
        expect(Math.abs(below - share)).toBeLessThan(SIGMAS * Math.sqrt((share * (1 - share)) / size));
      }
    },
  );

  it('otherwise for another seed and another array, and the same for the same', () => {
    const kernel = kernelOf('dense', 'lecun-normal', SEED);
    expect(kernelOf('dense', 'lecun-normal', SEED)).toEqual(kernel);
    expect(kernelOf('dense', 'lecun-normal', SEED + 1)[0]).not.toBe(kernel[0]);
    const twice = layerSchema.array().parse([layers.dense.of, { type: 'dense', units: 200 }]);
    const [first, , second] = initialWeights(modelParameters(twice, [200]), SEED);
    // Correlation of 40,000 independent pairs.
    const product = first!.reduce((sum, value, i) => sum + value * second![i]! * 200, 0) / first!.length;
    expect(Math.abs(product)).toBeLessThan(SIGMAS / Math.sqrt(first!.length));
  });
});

describe('what is not drawn', () => {
  it.each(fixtures.cases)('starts as in Flax: $name', ({ layer, input }) => {
    const parameters = modelParameters([layer], input.shape.slice(1));
    for (const [i, values] of initialWeights(parameters, SEED).entries()) {
      const last = parameters[i]!.name.split('.').at(-1);
      if (last === 'kernel') continue;
      const wanted = last === 'scale' || last === 'var' ? 1 : 0;
      expect([...new Set(values)]).toEqual([wanted]);
    }
  });
});
