import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { activationSchema, newLayer, type LayerType } from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { lossSchema, runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { compareRunners } from '../../../../src-main/engine/train/compare-runners';
import { initialModel, makeEagerRunner, makeRunner } from '../../../../src-main/engine/train/make-runner';
import { stateOf } from '../../../../src-main/engine/train/watched-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

type Written = z.input<typeof runSpecSchema>;
type WrittenLayer = Written['model']['layers'][number];

const SHAPE = [12, 12, 2];
const VALUES = 288;
const BATCH = 8;
const LAST = 5;

const head: WrittenLayer[] = [{ type: 'flatten' }, { type: 'dense', units: 3 }];
const plain: WrittenLayer[] = [{ type: 'conv2d', filters: 4, activation: 'relu' }, ...head];
/** Without a bias: a norm takes it away, and Adam makes steps of the rounding that is left of its gradient. */
const normed: WrittenLayer[] = [{ type: 'conv2d', filters: 4, useBias: false }, { type: 'batchNorm' }];

const layerOf = (type: LayerType): WrittenLayer[] => {
  if (type === 'dense') return [{ type: 'flatten' }, newLayer.dense(), { type: 'dense', units: 3 }];
  if (type === 'globalAvgPool2d') {
    return [{ type: 'conv2d', filters: 5 }, newLayer[type](), { type: 'dense', units: 3 }];
  }
  return [newLayer[type](), ...head];
};
const withLayers = (layers: WrittenLayer[], rest: Partial<Written> = {}) => ({ model: { layers }, ...rest });
const withOptimizer = (optimizer: Written['optimizer']) => withLayers(plain, { optimizer });

const cases: [string, Pick<Written, 'model'> & Partial<Written>][] = [
  ...Object.keys(newLayer).map((type): [string, Pick<Written, 'model'>] => [
    type,
    withLayers(layerOf(type as LayerType)),
  ]),
  ...activationSchema.options.map((activation): [string, Pick<Written, 'model'>] => [
    activation,
    withLayers([{ type: 'conv2d', filters: 4, activation }, ...head]),
  ]),
  ...lossSchema.options.map((loss): [string, Pick<Written, 'model'>] => [loss, withLayers(plain, { loss })]),
  ...Object.keys(newOptimizer).flatMap((name): [string, Pick<Written, 'model'>][] => {
    const optimizer = newOptimizer[name as OptimizerName]();
    // Without decay each is held against optax, as a graph too.
    return [
      [`${name} with decay`, withOptimizer({ ...optimizer, weightDecay: 0.1 })],
      [`${name} with decay of all`, withOptimizer({ ...optimizer, weightDecay: 0.1, decayAll: true })],
    ];
  }),
  ['sgd without momentum', withOptimizer({ name: 'sgd', learningRate: 0.01 })],
  ['sgd, Nesterov', withOptimizer({ name: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true })],
  ['rmsprop with momentum', withOptimizer({ name: 'rmsprop', learningRate: 0.001, momentum: 0.9 })],
  ['clip by value', withOptimizer({ learningRate: 0.01, clip: { by: 'value', max: 0.01 } })],
  ['clip by norm', withOptimizer({ learningRate: 0.01, clip: { by: 'global-norm', max: 0.1 } })],
  ['label smoothing', withLayers(plain, { labelSmoothing: 0.1 })],
  ['label smoothing, binary', withLayers(plain, { labelSmoothing: 0.1, loss: 'binary-cross-entropy' })],
  ['running mean of weights', withLayers([...normed, ...head], { ema: 0.9 })],
  ['three parts a batch', withLayers(plain, { microBatches: 3 })],
  [
    'parts with norm and dropout',
    withLayers([...normed, { type: 'dropout', rate: 0.2 }, ...head], { microBatches: 2 }),
  ],
  [
    'two dropouts',
    withLayers([{ type: 'dropout', rate: 0.2 }, head[0]!, { type: 'dropout', rate: 0.3 }, head[1]!]),
  ],
  [
    'norm of rows',
    withLayers([
      { type: 'flatten' },
      { type: 'dense', units: 9, useBias: false },
      { type: 'batchNorm' },
      { type: 'activation' },
      { type: 'dense', units: 3 },
    ]),
  ],
  [
    'a small residual network',
    withLayers([
      ...normed,
      { type: 'activation' },
      { type: 'residualBlock', filters: 4 },
      { type: 'residualBlock', filters: 6, strides: 2 },
      { type: 'globalAvgPool2d' },
      { type: 'dense', units: 3 },
    ]),
  ],
  ['a frozen first layer', withLayers([{ type: 'conv2d', filters: 4, frozen: true }, ...head])],
  [
    'frozen layers between trained ones',
    withLayers(
      [
        ...normed,
        { type: 'batchNorm', frozen: true },
        { type: 'residualBlock', filters: 4, frozen: true },
        { type: 'layerNorm', frozen: true },
        { type: 'depthwiseConv2d', frozen: true },
        ...head,
      ],
      { ema: 0.9, optimizer: { name: 'adamw', learningRate: 1e-3, weightDecay: 0.1, decayAll: true } },
    ),
  ],
  [
    'windows of one pixel with a stride',
    withLayers([{ type: 'conv2d', filters: 3, kernelSize: 1, strides: 2 }, ...head]),
  ],
];

/** What is carried from step to step is then what it is in the other cases: weights, and Adam's moments. */
const isStateless = ({ model, optimizer, ema, microBatches }: RunSpec): boolean =>
  optimizer.name === 'adam' &&
  optimizer.weightDecay === 0 &&
  optimizer.clip.by === 'none' &&
  ema === 0 &&
  microBatches === 1 &&
  model.layers.every(({ type }) => !['batchNorm', 'dropout', 'residualBlock'].includes(type));

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.skipIf(!nativeReady)('compiled and plain, step for step', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  const inputs = Uint8Array.from({ length: 4 * BATCH * VALUES }, (_, i) => (i * 89 + (i >> 3) * 7) % 256);
  const targets = Uint8Array.from({ length: 4 * BATCH }, (_, i) => ((i * 7) >> 1) % 3);

  it.each(cases)('%s', (_, part) => {
    const spec = runSpecSchema.parse({
      data: { dataset: 'any' },
      optimizer: { learningRate: 1e-3 },
      batchSize: BATCH,
      seed: 3,
      ...part,
    });
    const options = { backend, spec, inputShape: SHAPE, batches: [BATCH, LAST] };
    const model = initialModel(options);
    const compiled = makeRunner(options, model);
    const eager = makeEagerRunner(options, model);
    expect(compiled.mode).toBe('compiled');
    const first = {
      ...rowsInOrder({ inputs, targets }, BATCH),
      steps: 1,
      batch: BATCH,
      firstStep: 1,
      learningRates: [1e-3],
    };
    const start = stateOf(compiled);
    const agreement = compareRunners(compiled, eager, first, 'float32');
    expect(agreement.loss).toBeLessThan(1e-5);
    expect(agreement.gradientNorm).toBeLessThan(1e-5);

    for (const runner of [compiled, eager]) {
      runner.loadWeights(start.model);
      runner.loadOptimizerState(start.optimizer);
    }
    const four = {
      ...first,
      ...rowsInOrder({ inputs, targets }),
      steps: 4,
      learningRates: [1e-3, 2e-3, 3e-3, 1e-3],
    };
    const five = {
      ...first,
      ...rowsInOrder({ inputs, targets }, LAST),
      batch: LAST,
      firstStep: 5,
    };
    for (const batches of [four, five]) {
      const ours = compiled.train(batches);
      const theirs = eager.train(batches);
      expect(distance(ours.losses, theirs.losses)).toBeLessThan(1e-5);
      expect(ours.correct).toEqual(theirs.correct);
    }
    for (const read of ['weights', 'optimizerState'] as const) {
      const theirs = eager[read]();
      const ours = compiled[read]();
      expect(ours.map(({ name }) => name)).toEqual(theirs.map(({ name }) => name));
      for (const [i, { name, values }] of ours.entries()) {
        expect(distance(values, theirs[i]!.values), name).toBeLessThan(1e-4);
      }
    }
    const { samples, indices } = rowsInOrder({ inputs, targets }, 20);
    const ours = compiled.forward(samples, indices);
    const theirs = eager.forward(samples, indices);
    expect(distance(ours.losses, theirs.losses)).toBeLessThan(1e-5);
    eager.dispose();
    if (isStateless(spec)) {
      compiled.dispose();
      return;
    }

    // A runner that begins where this one stands does the same from there, bit for bit.
    const successor = makeRunner(options, model);
    successor.loadWeights(compiled.weights());
    successor.loadOptimizerState(compiled.optimizerState());
    const next = { ...four, firstStep: 6 };
    expect(successor.train(next)).toEqual(compiled.train(next));
    expect(successor.weights()).toEqual(compiled.weights());
    expect(successor.optimizerState()).toEqual(compiled.optimizerState());
    compiled.dispose();
    successor.dispose();
  });
});
