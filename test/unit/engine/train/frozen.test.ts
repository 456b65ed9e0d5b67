import { beforeAll, describe, expect, it } from 'vitest';
import { runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import type { NamedArray } from '../../../../src-main/engine/checkpoint/safetensors';
import {
  initialModel,
  makeEagerRunner,
  makeRunner,
  type RunnerOptions,
} from '../../../../src-main/engine/train/make-runner';
import type { StepRunner } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [6, 6, 1];
const [VALUES, BATCH, CLASSES] = [36, 8, 3];
const inputs = Uint8Array.from({ length: BATCH * VALUES }, (_, i) => (i * 89 + (i >> 3) * 7) % 256);
const targets = Uint8Array.from({ length: BATCH }, (_, i) => ((i * 7) >> 1) % CLASSES);
const { samples, indices } = rowsInOrder({ inputs, targets });
const step = (firstStep: number, learningRate: number) => ({
  samples,
  indices,
  steps: 1,
  batch: BATCH,
  firstStep,
  learningRates: [learningRate],
});

const specOf = (layers: unknown[], rest: object = {}): RunSpec =>
  runSpecSchema.parse({
    data: { dataset: 'any' },
    model: { layers },
    optimizer: { learningRate: 1e-2 },
    batchSize: BATCH,
    seed: 3,
    ...rest,
  });

/** Running means that are not those of a fresh norm, so that using them shows. */
const withOwnStatistics = (arrays: readonly NamedArray[]): NamedArray[] =>
  arrays.map((array) => {
    const base = array.name.endsWith('.mean') ? 0.2 : 0.6;
    return /\.(mean|var)$/.test(array.name)
      ? { ...array, values: array.values.map((_, i) => base + 0.05 * (i % 3)) }
      : array;
  });

describe.skipIf(!nativeReady)('frozen layers', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });
  const runners: [string, (options: RunnerOptions) => StepRunner][] = [
    ['compiled', (options) => makeRunner(options, initialModel(options))],
    ['plain', (options) => makeEagerRunner(options)],
  ];
  const made = (make: (options: RunnerOptions) => StepRunner, spec: RunSpec) =>
    make({ backend, spec, inputShape: SHAPE, batches: [BATCH] });

  it.each(runners)('keep every bit, norms and all, and nothing is remembered for them: %s', (_, make) => {
    const frozen = [0, 1, 2];
    const layers = [
      { type: 'conv2d', filters: 4, frozen: true },
      { type: 'batchNorm', frozen: true },
      { type: 'residualBlock', filters: 4, frozen: true },
      { type: 'batchNorm' },
      { type: 'flatten' },
      { type: 'dense', units: CLASSES },
    ];
    const optimizer = { name: 'adamw', learningRate: 1e-2, weightDecay: 0.1, decayAll: true };
    const runner = made(make, specOf(layers, { optimizer, ema: 0.9, microBatches: 2 }));
    const before = runner.weights();
    for (let at = 1; at <= 5; at++) runner.train(step(at, 1e-2));
    const after = runner.weights();
    const isFrozen = (name: string) => frozen.some((layer) => name.includes(`layers.${layer}.`));
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    for (const [index, { name, values }] of after.entries()) {
      if (isFrozen(name)) expect(values, name).toEqual(before[index]!.values);
      else expect(values, name).not.toEqual(before[index]!.values);
    }
    const remembered = [...runner.optimizerState(), ...after.filter(({ name }) => name.startsWith('ema.'))];
    expect(remembered.length).toBeGreaterThan(0);
    expect(remembered.filter(({ name }) => isFrozen(name))).toEqual([]);
    runner.dispose();
  });

  it.each(runners)(
    'have norms that go by their running means while they train, as in Keras: %s',
    (_, make) => {
      const layers = (frozen: boolean) => [
        { type: 'conv2d', filters: 4, frozen },
        { type: 'batchNorm', frozen },
        { type: 'flatten' },
        { type: 'dense', units: CLASSES },
      ];
      const lossesOf = (frozen: boolean) => {
        const runner = made(make, specOf(layers(frozen)));
        runner.loadWeights(withOwnStatistics(runner.weights()));
        const tested = runner.forward(samples, indices).losses.reduce((sum, one) => sum + one, 0) / BATCH;
        const [trained] = runner.train(step(1, 1e-2)).losses;
        runner.dispose();
        return { tested, trained: trained! };
      };
      const { tested, trained } = lossesOf(true);
      expect(trained).toBeCloseTo(tested, 5);
      const thawed = lossesOf(false);
      expect(Math.abs(thawed.trained - thawed.tested)).toBeGreaterThan(1e-2);
    },
  );

  it.each(runners)(
    'leave a head that learns as softmax regression over their outputs does: %s',
    (_, make) => {
      const UNITS = 7;
      const layers = [
        { type: 'flatten' },
        { type: 'dense', units: UNITS, activation: 'relu', frozen: true },
        { type: 'dense', units: CLASSES },
      ];
      const rate = 0.3;
      const runner = made(
        make,
        specOf(layers, { optimizer: { name: 'sgd', learningRate: rate, momentum: 0 } }),
      );
      const [kernel, bias, headKernel, headBias] = runner.weights().map(({ values }) => [...values]);
      // The same in double precision, written out.
      const features = Array.from({ length: BATCH }, (_sample, sample) =>
        Array.from({ length: UNITS }, (_unit, unit) => {
          let sum = bias![unit]!;
          for (let i = 0; i < VALUES; i++) {
            sum += (inputs[sample * VALUES + i]! / 255) * kernel![i * UNITS + unit]!;
          }
          return Math.max(0, sum);
        }),
      );
      const STEPS = 4;
      for (let at = 1; at <= STEPS; at++) {
        const kernelGradient = new Float64Array(UNITS * CLASSES);
        const biasGradient = new Float64Array(CLASSES);
        for (const [sample, its] of features.entries()) {
          const logits = headBias!.map((offset, one) =>
            its.reduce((sum, value, unit) => sum + value * headKernel![unit * CLASSES + one]!, offset),
          );
          const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
          for (let one = 0; one < CLASSES; one++) {
            const error = (Math.exp(logits[one]!) / total - (targets[sample] === one ? 1 : 0)) / BATCH;
            biasGradient[one]! += error;
            its.forEach((value, unit) => (kernelGradient[unit * CLASSES + one]! += error * value));
          }
        }
        kernelGradient.forEach((gradient, i) => (headKernel![i]! -= rate * gradient));
        biasGradient.forEach((gradient, i) => (headBias![i]! -= rate * gradient));
        runner.train(step(at, rate));
      }
      const [, , ourKernel, ourBias] = runner.weights();
      ourKernel!.values.forEach((value, i) => expect(value).toBeCloseTo(headKernel![i]!, 5));
      ourBias!.values.forEach((value, i) => expect(value).toBeCloseTo(headBias![i]!, 5));
      runner.dispose();
    },
  );
});
