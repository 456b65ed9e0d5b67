import { beforeAll, describe, expect, it } from 'vitest';
import type { Precision } from '@shared/contract/backend';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema } from '@shared/spec/run-spec';
import { layerSchema, type Layer } from '@shared/spec/layer';
import { presets } from '@shared/spec/presets';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { CompiledRunner } from '../../../../src-main/engine/compile/compiled-runner';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';
import { CountedRandom, Purpose } from '../../../../src-shared/random/counted-random';
import { compareRunners } from '../../../../src-main/engine/train/compare-runners';
import { EagerRunner } from '../../../../src-main/engine/train/eager-runner';
import type { StepBatches, StepRunner } from '../../../../src-main/engine/train/step-runner';
import { stateOf } from '../../../../src-main/engine/train/watched-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [28, 28, 1];
const dataset = { id: 'digits', classes: [...'0123456789'] };

const specOf = (layers: Layer[], batchSize: number, precision: Precision) =>
  runSpecSchema.parse({
    data: { dataset: 'digits' },
    model: { layers },
    optimizer: { learningRate: 1e-3 },
    batchSize,
    seed: 5,
    precision,
  });

const written = (layers: unknown[]) => layers.map((layer) => layerSchema.parse(layer));

const models: [string, Layer[]][] = [
  ['the MLP', presets.mlp.spec(dataset).model.layers],
  ['the CNN', presets.cnn.spec(dataset).model.layers],
  [
    'every activation, stride and padding',
    written([
      { type: 'conv2d', filters: 6, kernelSize: 5, strides: 2, padding: 'valid', activation: 'tanh' },
      { type: 'conv2d', filters: 4, kernelSize: 3, strides: 1, padding: 'same', activation: 'linear' },
      { type: 'maxPool2d', poolSize: 3 },
      { type: 'flatten' },
      { type: 'dense', units: 20, activation: 'sigmoid' },
      { type: 'dense', units: 12, activation: 'tanh' },
      { type: 'dense', units: 10, activation: 'linear' },
    ]),
  ],
];

function batches(count: number, size: number) {
  const random = new CountedRandom(3, Purpose.drawnDigits, 9);
  const inputs = Uint8Array.from({ length: count * size * 784 }, () => random.below(256));
  const targets = Uint8Array.from({ length: count * size }, () => random.below(10));
  return { inputs, targets };
}

/** Steps at the rate that the specs here name. */
const batchesOf = (
  data: { inputs: Uint8Array; targets: Uint8Array },
  steps: number,
  batch: number,
  firstStep: number,
): StepBatches => ({
  ...rowsInOrder(data),
  steps,
  batch,
  firstStep,
  learningRates: Array.from({ length: steps }, () => 1e-3),
});

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.skipIf(!nativeReady)('the compiled step', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  const BATCH = 16;
  const LAST = 5;
  const make = (
    layers: Layer[],
    precision: Precision = 'float32',
  ): { eager: EagerRunner; compiled: StepRunner } => {
    const spec = specOf(layers, BATCH, precision);
    const parameters = modelParameters(layers, SHAPE);
    const initial = initialWeights(parameters, spec.seed);
    const native = backend.native;
    if (native === undefined) throw new Error('no native backend');
    return {
      eager: new EagerRunner(spec, SHAPE, parameters, initial),
      compiled: new CompiledRunner({
        backend: native,
        spec,
        inputShape: SHAPE,
        parameters,
        initial,
        batches: [BATCH, LAST],
      }),
    };
  };

  it.each(models)('agrees with the eager one on %s, the last, smaller batch included', (_, layers) => {
    const { eager, compiled } = make(layers);
    const full = batches(20, BATCH);
    const last = batches(1, LAST);
    const run = (runner: StepRunner) => {
      const first = runner.train(batchesOf(full, 20, BATCH, 1));
      const end = runner.train(batchesOf(last, 1, LAST, 21));
      const forward = runner.forward({ ...last, settled: true }, Int32Array.of(0, 1, 2, 3, 4));
      return {
        losses: [...first.losses, ...end.losses],
        correct: [...first.correct, ...end.correct],
        forward,
      };
    };
    const one = run(eager);
    const other = run(compiled);
    expect(one.losses[0]).toBeCloseTo(Math.log(10), 0);
    expect(distance(one.losses, other.losses)).toBeLessThan(2e-5);
    expect(other.correct).toEqual(one.correct);
    expect(distance(one.forward.losses, other.forward.losses)).toBeLessThan(1e-4);
    expect(other.forward.predictions).toEqual(one.forward.predictions);
    expect(other.forward.outputs).toHaveLength(LAST * 10);
    expect(distance(one.forward.outputs, other.forward.outputs)).toBeLessThan(1e-4);
    const weights = compiled.weights();
    // Adam takes whole steps of the rate also where a gradient is next to nothing, and rounding decides which way.
    for (const [i, { values }] of eager.weights().entries()) {
      expect(distance(values, weights[i]!.values)).toBeLessThan(0.2 * 1e-3);
    }
    eager.dispose();
    compiled.dispose();
  });

  it('in bfloat16 goes the same way, a little off, and repeats bit for bit', () => {
    const { layers } = presets.cnn.spec(dataset).model;
    const { inputs, targets } = batches(8, BATCH);
    const one = make(layers, 'bfloat16');
    const two = make(layers, 'bfloat16');
    const [rounded, again] = [one, two].map(
      ({ compiled }) => compiled.train(batchesOf({ inputs, targets }, 8, BATCH, 1)).losses,
    );
    const plain = one.eager.train(batchesOf({ inputs, targets }, 8, BATCH, 1)).losses;
    expect(again).toEqual(rounded);
    expect(distance(rounded!, plain)).toBeGreaterThan(0);
    expect(distance(rounded!, plain)).toBeLessThan(0.1);
    for (const runner of [one.eager, one.compiled, two.eager, two.compiled]) runner.dispose();
  });

  it('goes on bit for bit from a copy of its state', () => {
    const layers = presets.mlp.spec(dataset).model.layers;
    const { inputs, targets } = batches(20, BATCH);
    const half = 10 * BATCH;
    const whole = make(layers).compiled;
    whole.train(batchesOf({ inputs, targets }, 20, BATCH, 1));
    const before = make(layers).compiled;
    before.train(
      batchesOf({ inputs: inputs.subarray(0, half * 784), targets: targets.subarray(0, half) }, 10, BATCH, 1),
    );
    const after = make(layers).compiled;
    after.loadWeights(before.weights());
    after.loadOptimizerState(before.optimizerState());
    after.train(
      batchesOf({ inputs: inputs.subarray(half * 784), targets: targets.subarray(half) }, 10, BATCH, 11),
    );
    expect(after.weights()).toEqual(whole.weights());
    expect(after.optimizerState()).toEqual(whole.optimizerState());
    for (const runner of [whole, before, after]) runner.dispose();
  });

  it('is checked against the eager one on the first step', () => {
    const { compiled, eager } = make(presets.cnn.spec(dataset).model.layers);
    const first = batchesOf(batches(1, BATCH), 1, BATCH, 1);
    const start = stateOf(compiled);
    const agreement = compareRunners(compiled, eager, first, 'float32');
    expect(agreement.agree, JSON.stringify(agreement)).toBe(true);
    compiled.loadWeights(start.model);
    compiled.loadOptimizerState(start.optimizer);

    // A step on other labels than it was given: the check must see it.
    const wrong: StepRunner = {
      mode: compiled.mode,
      stepsPerCall: compiled.stepsPerCall,
      mostStepsPerCall: compiled.mostStepsPerCall,
      forwardBatch: compiled.forwardBatch,
      train: (given) => compiled.train(given),
      trainMeasured: (given) =>
        compiled.trainMeasured({
          ...given,
          samples: { ...given.samples, targets: given.samples.targets.map((label) => (label + 1) % 10) },
        }),
      forward: (samples, indices) => compiled.forward(samples, indices),
      weights: () => compiled.weights(),
      optimizerState: () => compiled.optimizerState(),
      loadWeights: (arrays) => compiled.loadWeights(arrays),
      loadOptimizerState: (arrays) => compiled.loadOptimizerState(arrays),
      dispose: () => compiled.dispose(),
    };
    expect(compareRunners(wrong, eager, first, 'float32').agree).toBe(false);
    for (const runner of [compiled, eager]) runner.dispose();
  });

  it('says which array of a checkpoint does not fit', () => {
    const { compiled, eager } = make(presets.mlp.spec(dataset).model.layers);
    for (const runner of [compiled, eager]) {
      expect(() => runner.loadWeights([])).toThrow('has no layers.1.kernel');
      const wrong = runner.weights().map((array) => ({ ...array, shape: [3] }));
      expect(() => runner.loadWeights(wrong)).toThrow('layers.1.kernel is 3 in the checkpoint');
      runner.dispose();
    }
  });
});
