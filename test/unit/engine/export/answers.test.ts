import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { activationSchema, type WrittenLayer } from '@shared/spec/layer';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import type { ExportedFile, ExportedModel } from '../../../../src-main/engine/export/exported-model';
import { savedmodel } from '../../../../src-main/engine/export/savedmodel/format';
import { tfjs } from '../../../../src-main/engine/export/tfjs/format';
import { testing } from '../../../../src-main/engine/model/forward-mode';
import { kernelsOf } from '../../../../src-main/engine/train/make-runner';
import { ownAnswers, randomExportedModel } from '../../../exported-model';
import { modelsOn } from '../../../random-models';
import { nativeReady } from '../native-ready';

const SHAPE: [number, number, number] = [13, 12, 3];
const PICTURES: DatasetInput = { type: 'pictures', shape: SHAPE };
const ROW: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'age', missing: 20, fill: 'mean' },
    { type: 'number', name: 'height', missing: 0, fill: 'mean' },
    { type: 'category', name: 'town', categories: ['x', 'y', 'z'], missing: 3 },
  ],
};
const target: DatasetTarget = { type: 'classes', names: ['a', 'b', 'c'] };
const last: WrittenLayer = { type: 'dense', units: 3 };
const head: WrittenLayer[] = [{ type: 'flatten' }, last];

const pictureCases: [string, WrittenLayer[]][] = [
  ['dense', [{ type: 'flatten' }, { type: 'dense', units: 9, useBias: false, activation: 'relu' }, last]],
  ...(['same', 'valid'] as const).flatMap((padding): [string, WrittenLayer[]][] =>
    [1, 2, 3].map((strides): [string, WrittenLayer[]] => [
      `conv2d, ${padding}, strides ${strides}`,
      [{ type: 'conv2d', filters: 5, padding, strides, kernelSize: 2, activation: 'relu' }, ...head],
    ]),
  ),
  ['a window narrower than its stride', [{ type: 'conv2d', filters: 5, kernelSize: 1, strides: 2 }, ...head]],
  ['depthwise', [{ type: 'depthwiseConv2d', strides: 2, activation: 'relu' }, ...head]],
  [
    'residual blocks',
    [
      { type: 'residualBlock', filters: 3 },
      { type: 'residualBlock', filters: 6, strides: 2 },
      { type: 'globalAvgPool2d' },
      last,
    ],
  ],
  ['pools', [{ type: 'maxPool2d', poolSize: 2 }, { type: 'avgPool2d', poolSize: 3 }, ...head]],
  [
    'norms of pictures',
    [{ type: 'normalization' }, { type: 'conv2d', filters: 4 }, { type: 'batchNorm' }, ...head],
  ],
  ['flat twice', [{ type: 'flatten' }, ...head]],
  ...activationSchema.options.map((activation): [string, WrittenLayer[]] => [
    activation,
    [{ type: 'conv2d', filters: 4, activation }, { type: 'activation', activation }, ...head],
  ]),
];

/** The largest number that the last layer gives: differences of outputs are held against it. */
const largest = (outputs: Float32Array) =>
  outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 1);

const formatOf = (files: readonly ExportedFile[]): unknown =>
  (JSON.parse(new TextDecoder().decode(files[0]!.bytes)) as Record<string, unknown>)['format'];

describe.skipIf(!nativeReady)('a model as TensorFlow.js, as SavedModel and in its page', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 1, oneDnn: true, precision: 'float32' });
  });

  /** @returns the format of the TensorFlow.js model, and the largest differences */
  async function tried(model: ExportedModel) {
    const samples = ownAnswers(model, 64, testing(kernelsOf(backend)));
    const files = await tfjs.make(model);
    const differences: number[] = [];
    for (const check of [
      await tfjs.check(files, model, samples),
      await savedmodel.check(await savedmodel.make(model), model, samples),
    ]) {
      differences.push(check.difference!, check.outputDifference! / largest(samples.outputs));
    }
    return { format: formatOf(files), difference: Math.max(...differences) };
  }

  it.each(pictureCases)('answers as in training: %s', async (name, layers) => {
    const { format, difference } = await tried(randomExportedModel({ layers, input: PICTURES, target }));
    expect(difference).toBeLessThan(1e-5);
    expect(format).toBe(name === 'gelu' ? 'graph-model' : 'layers-model');
  });

  it('answers as in training, whatever it is built from', async () => {
    await fc.assert(
      fc.asyncProperty(modelsOn(SHAPE), fc.nat(1000), async (layers, seed) => {
        const { difference } = await tried(randomExportedModel({ layers, input: PICTURES, target, seed }));
        // Where channels are nearly equal, a norm over them makes much of how each was rounded.
        expect(difference).toBeLessThan(layers.some(({ type }) => type === 'layerNorm') ? 1e-4 : 1e-5);
      }),
      { numRuns: 30, seed: 5 },
    );
  }, 120_000);

  it('fills in what is missing in a table, for which TensorFlow.js has no layer', async () => {
    const layers: WrittenLayer[] = [{ type: 'normalization' }, { type: 'dense', units: 7 }, last];
    const model = randomExportedModel({ layers, input: ROW, target });
    expect(ownAnswers(model).inputs.some(Number.isNaN)).toBe(true);
    const { format, difference } = await tried(model);
    expect(difference).toBeLessThan(1e-5);
    expect(format).toBe('graph-model');
  });

  it('is found out where it answers otherwise', async () => {
    const model = randomExportedModel({ layers: head, input: PICTURES, target });
    const weights = model.weights.map((array) => ({ ...array, values: array.values.map((v) => 1.01 * v) }));
    const samples = ownAnswers(model);
    for (const format of [tfjs, savedmodel]) {
      const check = await format.check(await format.make({ ...model, weights }), model, samples);
      expect(check.difference).toBeGreaterThan(1e-5);
      expect(check.note).toContain('not give the same answers');
    }
  });

  it('is found out where only the page does', async () => {
    const model = randomExportedModel({ layers: head, input: PICTURES, target });
    const files = (await tfjs.make(model)).map((file) =>
      file.path === 'index.html' ? { ...file, bytes: withOtherWeights(file.bytes) } : file,
    );
    const check = await tfjs.check(files, model, ownAnswers(model));
    expect(check.note).toContain('not give the same answers');
  });

  it('has its weights in shards of 4 MiB', async () => {
    const layers: WrittenLayer[] = [{ type: 'flatten' }, { type: 'dense', units: 3000 }, last];
    const model = randomExportedModel({ layers, input: PICTURES, target });
    const shards = (await tfjs.make(model)).filter(({ path }) => path.endsWith('.bin'));
    expect(shards.map(({ path }) => path)).toEqual(['group1-shard1of2.bin', 'group1-shard2of2.bin']);
    expect(shards[0]!.bytes.length).toBe(4 * 2 ** 20);
    expect((await tried(model)).difference).toBeLessThan(1e-5);
  });

  it('frees what it loaded', async () => {
    const { numTensors } = tf.memory();
    await tried(randomExportedModel({ layers: head, input: PICTURES, target }));
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('shows names as text in its page, whatever they are', async () => {
    const nasty = '</script><script>alert(1)</script>';
    const model = { ...randomExportedModel({ layers: head, input: PICTURES, target }), name: nasty };
    const page = (await tfjs.make(model)).find(({ path }) => path === 'index.html')!;
    expect(new TextDecoder().decode(page.bytes)).not.toContain('<script>alert');
  });
});

/** The page with its weights turned around. */
function withOtherWeights(bytes: Uint8Array): Uint8Array {
  const html = new TextDecoder().decode(bytes);
  const changed = html.replace(/(id="weights">)([^<]*)/, (_, tag: string, base64: string) => {
    const values = new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer).reverse();
    return tag + Buffer.from(values.buffer).toString('base64');
  });
  return new TextEncoder().encode(changed);
}
