import { expect, it } from 'vitest';
import { describeModel } from '@shared/model/describe';
import { estimateMemory, optimizerSlots } from '@shared/model/memory';
import { augmentSchema, NO_AUGMENT } from '@shared/spec/augment';
import { layerSchema, newLayer, type Layer } from '@shared/spec/layer';
import { newOptimizer } from '@shared/spec/optimizer';
import { presets, type PresetId } from '@shared/spec/presets';

const digits = { id: 'digits', classes: [...'0123456789'] };
const DATA = 60_000 * 784;
/** Of a fresh engine, as `doctor --json` says it. */
const ENGINE = { cpu: 420_581_376, wasm: 82_636_800 };

/** Peak resident memory of engines (VmHWM), measured on Linux x64 with two cores in November 2026. */
const MEASURED: [PresetId, number, keyof typeof ENGINE, number][] = [
  ['mlp', 128, 'cpu', 557],
  ['mlp', 1024, 'cpu', 562],
  ['cnn', 64, 'cpu', 656],
  ['cnn', 256, 'cpu', 889],
  ['cnn', 1024, 'cpu', 1924],
  ['resnet', 32, 'cpu', 772],
  ['resnet', 128, 'cpu', 1325],
  ['mlp', 128, 'wasm', 212],
  ['cnn', 64, 'wasm', 326],
];

it.each(MEASURED)(
  'the %s with batches of %i on %s needs about %i MiB',
  (preset, batch, backend, mebibytes) => {
    const spec = { ...presets[preset].spec(digits), batchSize: batch };
    const model = describeModel(spec.model.layers, [28, 28, 1]);
    const { total } = estimateMemory(model, ENGINE[backend], DATA, spec);
    expect(Math.abs(total / (mebibytes * 2 ** 20) - 1)).toBeLessThan(0.15);
  },
);

/** The same of 20 million weights, where copies of them are most of it: in MB, as the soak test measured them. */
const OF_WIDE: [string, object, number][] = [
  ['Adam', {}, 1659],
  ['SGD', { optimizer: { ...newOptimizer.sgd(), momentum: 0 } }, 1121],
  ['averaged weights', { ema: 0.999 }, 2168],
  ['no norms and histograms', { record: { normsEvery: 0, histograms: false } }, 1527],
];

it.each(OF_WIDE)('a wide model with %s', (_name, changes, megabytes) => {
  const spec = { ...presets.mlp.spec(digits), batchSize: 128, ...changes };
  const dense = (units: number): Layer => layerSchema.parse({ ...newLayer.dense(), units });
  const model = describeModel([newLayer.flatten(), dense(4096), dense(4096), dense(10)], [28, 28, 1]);
  const { total } = estimateMemory(model, ENGINE.cpu, 12_000 * 784, spec);
  expect(Math.abs(total / (megabytes * 1e6) - 1)).toBeLessThan(0.15);
});

it('samples that are read as they are wanted take no more than what is ahead', () => {
  const spec = presets.mlp.spec(digits);
  const model = describeModel(spec.model.layers, [28, 28, 1]);
  const dataOf = (bytes: number, changes: object = {}) =>
    estimateMemory(model, ENGINE.cpu, bytes, { ...spec, ...changes }).data;
  expect(dataOf(2 * 2 ** 30)).toBe(4 * 2 ** 30);
  expect(dataOf(6e9)).toBeLessThan(0.3e9);
  const augment = augmentSchema.parse({ rotate: 10 });
  expect(dataOf(1e9, { augment })).toBe(dataOf(6e9));
  expect(dataOf(1e9, { augment: NO_AUGMENT })).toBe(2e9);
});

it('an optimizer that remembers less needs less', () => {
  const slots = Object.entries(newOptimizer).map(([name, fresh]) => [name, optimizerSlots(fresh())]);
  expect(Object.fromEntries(slots)).toEqual({
    sgd: 1,
    rmsprop: 1,
    adagrad: 1,
    adam: 2,
    adamw: 2,
    nadam: 2,
    lion: 1,
    lamb: 2,
  });
  const sgd = newOptimizer.sgd();
  expect(optimizerSlots({ ...sgd, ...(sgd.name === 'sgd' ? { momentum: 0 } : {}) })).toBe(0);
});

it('batches in parts need less for activations, and an average more for weights', () => {
  const spec = presets.cnn.spec(digits);
  const model = describeModel(spec.model.layers, [28, 28, 1]);
  const estimate = (changes: object) => estimateMemory(model, ENGINE.cpu, DATA, { ...spec, ...changes });
  expect(estimate({ microBatches: 4 }).activations).toBe(estimate({}).activations / 4);
  expect(estimate({ ema: 0.999 }).weights).toBe((estimate({}).weights * 18) / 14);
});
