import { describe, expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { modelParameters } from '@shared/model/parameters';
import { checkSpec, hasErrors } from '@shared/spec/check';
import { denseSchema, type Layer } from '@shared/spec/layer';
import { presets } from '@shared/spec/presets';

const digits = {
  id: 'digits',
  name: 'Drawn digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};

describe('the presets', () => {
  it('have the sizes of the tutorial, with SAME padding', () => {
    const mlp = describeModel(presets.mlp.spec(digits).model.layers, digits.shape);
    const cnn = describeModel(presets.cnn.spec(digits).model.layers, digits.shape);
    expect(mlp.parameters).toBe(784 * 256 + 256 + 256 * 10 + 10);
    expect(cnn.layers.map(({ outputShape }) => outputShape)).toEqual([
      [28, 28, 32],
      [14, 14, 32],
      [14, 14, 64],
      [7, 7, 64],
      [3136],
      [128],
      [10],
    ]);
    expect(cnn.parameters).toBe(320 + 18_496 + 3136 * 128 + 128 + 1290);
  });

  it('have no problem', () => {
    for (const preset of Object.values(presets)) expect(checkSpec(preset.spec(digits), digits)).toEqual([]);
  });

  it('count as many parameters as there are arrays for', () => {
    const { layers } = presets.cnn.spec(digits).model;
    const values = modelParameters(layers, digits.shape).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    );
    expect(values).toBe(describeModel(layers, digits.shape).parameters);
  });
});

describe('a model that does not fit', () => {
  const spec = presets.cnn.spec(digits);
  const withLayers = (layers: Layer[]) => checkSpec({ ...spec, model: { layers } }, digits);

  it('explains the mistake of the tutorial: 1,600 expected, 3,136 arrive', () => {
    const layers = spec.model.layers.with(
      5,
      denseSchema.parse({ type: 'dense', units: 128, activation: 'relu', inputs: 1600 }),
    );
    const [problem] = withLayers(layers);
    expect(problem).toMatchObject({ severity: 'error', path: 'model.layers.5.inputs' });
    expect(problem?.message).toContain('expects 1,600 values, but 3,136 arrive');
    expect(problem?.mends[0]?.changes).toEqual([{ path: 'model.layers.5.inputs', value: 3136 }]);
  });

  it('names a dense layer that gets a picture, and mends it by a flatten', () => {
    const [problem] = withLayers(spec.model.layers.toSpliced(4, 1));
    expect(problem?.message).toContain('add a flatten layer');
    const mended = problem?.mends[0]?.changes[0]?.value as Layer[];
    expect(hasErrors(withLayers(mended))).toBe(false);
  });

  it('names a convolution behind the flatten', () => {
    const [problem] = withLayers(spec.model.layers.toSpliced(5, 0, spec.model.layers[0]!));
    expect(problem?.message).toContain('takes a picture');
  });

  it('names a window that is larger than what arrives', () => {
    const pool: Layer = { type: 'maxPool2d', poolSize: 2 };
    const [problem] = withLayers([pool, pool, pool, pool, pool, ...spec.model.layers.slice(4)]);
    expect(problem).toMatchObject({ path: 'model.layers.4.poolSize' });
  });

  it('wants one unit a class, and no activation of its own at the end', () => {
    const layers = spec.model.layers.with(
      6,
      denseSchema.parse({ type: 'dense', units: 9, activation: 'relu' }),
    );
    expect(withLayers(layers).map(({ path }) => path)).toEqual([
      'model.layers.6.units',
      'model.layers.6.activation',
    ]);
  });
});

it('bfloat16 is an error on WebAssembly, which has none', () => {
  const spec = { ...presets.mlp.spec(digits), precision: 'bfloat16' as const };
  expect(checkSpec(spec, digits)).toEqual([]);
  expect(checkSpec({ ...spec, backend: 'wasm' }, digits)).toMatchObject([
    { severity: 'error', path: 'precision' },
  ]);
});

describe("the tutorial's common mistakes", () => {
  const spec = presets.mlp.spec(digits);
  const paths = (changes: object) => checkSpec({ ...spec, ...changes }, digits).map(({ path }) => path);

  it.each([
    [{ optimizer: { ...spec.optimizer, learningRate: 0.5 } }, 'optimizer.learningRate'],
    [{ optimizer: { ...spec.optimizer, learningRate: 1e-6 } }, 'optimizer.learningRate'],
    [{ batchSize: 8 }, 'batchSize'],
    [{ batchSize: 2048 }, 'batchSize'],
    [{ shuffle: false }, 'shuffle'],
    [{ validation: { ...spec.validation, fraction: 0 } }, 'validation.fraction'],
    [{ checkpoint: { ...spec.checkpoint, everyEpochs: 0, best: false } }, 'checkpoint'],
  ])('%j is warned about', (changes, path) => {
    expect(paths(changes)).toEqual([path]);
    expect(hasErrors(checkSpec({ ...spec, ...changes }, digits))).toBe(false);
  });
});
