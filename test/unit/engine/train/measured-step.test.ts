import { beforeAll, describe, expect, it } from 'vitest';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { lengthOf } from '../../../../src-main/engine/metrics/histogram';
import { MeasuredSteps } from '../../../../src-main/engine/train/measured-steps';
import {
  initialModel,
  makeEagerRunner,
  makeRunner,
  type RunnerOptions,
} from '../../../../src-main/engine/train/make-runner';
import type { StepRunner } from '../../../../src-main/engine/train/step-runner';
import { rowsInOrder } from '../../../rows-in-order';
import { nativeReady } from '../native-ready';

const SHAPE = [12, 12, 2];
const BATCH = 8;
const inputs = Uint8Array.from({ length: BATCH * 288 }, (_, i) => (i * 89 + (i >> 3) * 7) % 256);
const targets = Uint8Array.from({ length: BATCH }, (_, i) => ((i * 7) >> 1) % 3);
const stepAt = (firstStep: number) => ({
  ...rowsInOrder({ inputs, targets }),
  steps: 1,
  batch: BATCH,
  firstStep,
  learningRates: [1e-2],
});

const layers = [
  { type: 'conv2d', filters: 4, activation: 'relu' },
  { type: 'batchNorm' },
  { type: 'residualBlock', filters: 4 },
  { type: 'conv2d', filters: 3, frozen: true },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.2 },
  { type: 'dense', units: 8, activation: 'tanh' },
  { type: 'dense', units: 3 },
];

/** Everything that an optimizer can tell apart: a matrix, a vector, and what is dropped. */
const fewLayers = [
  { type: 'flatten' },
  { type: 'dropout', rate: 0.2 },
  { type: 'dense', units: 8, activation: 'tanh' },
  { type: 'dense', units: 3 },
];

describe.skipIf(!nativeReady)('a measured step', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });
  const optionsFor = (rest: object): RunnerOptions => ({
    backend,
    spec: runSpecSchema.parse({
      data: { dataset: 'any' },
      model: { layers },
      batchSize: BATCH,
      seed: 3,
      ...rest,
    }),
    inputShape: SHAPE,
    batches: [BATCH],
  });
  const runners: [string, (options: RunnerOptions) => StepRunner][] = [
    ['compiled', (options) => makeRunner(options, initialModel(options))],
    ['plain', (options) => makeEagerRunner(options)],
  ];
  const optimizers = (Object.keys(newOptimizer) as OptimizerName[]).flatMap((name) =>
    runners.map(([mode, make]) => ({ name, mode, make, model: { layers: fewLayers } })),
  );
  const deep = runners.map(([mode, make]) => ({
    name: 'adam' as const,
    mode: `${mode}, many layers`,
    make,
    model: { layers },
  }));

  it.each([...optimizers, ...deep])(
    'changes the weights as an ordinary one does, bit for bit: $name, $mode',
    ({ name, make, model }) => {
      const optimizer = { ...newOptimizer[name](), clip: { by: 'global-norm', max: 0.5 }, weightDecay: 0.01 };
      const options = optionsFor({ optimizer, model, ema: 0.9, microBatches: 2 });
      const [recorded, bare] = [make(options), make(options)];
      for (let at = 1; at <= 4; at++) {
        const measured = recorded.trainMeasured(stepAt(at), at % 2 === 0);
        const { losses, correct } = bare.train(stepAt(at));
        expect(measured.loss).toBe(losses[0]);
        expect(measured.correct).toBe(correct[0]);
      }
      expect(recorded.weights()).toEqual(bare.weights());
      expect(recorded.optimizerState()).toEqual(bare.optimizerState());
      recorded.dispose();
      bare.dispose();
    },
  );

  it.each(runners)('tells lengths that are those of its arrays: %s', (_, make) => {
    const runner = make(optionsFor({ optimizer: { name: 'sgd', learningRate: 1e-2, momentum: 0 } }));
    const before = new Map(runner.weights().map(({ name, values }) => [name, values]));
    const { lengths, gradients, gradientNorm } = runner.trainMeasured(stepAt(1), true);
    const after = new Map(runner.weights().map(({ name, values }) => [name, values]));
    const trained = [...before.keys()].filter((name) => !/^layers\.3\.|mean$|var$/.test(name));
    expect(lengths.map(({ name }) => name)).toEqual(trained);
    expect(gradients.map(({ name }) => name)).toEqual(trained);
    const close = (value: number, wanted: number) =>
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-5 * Math.abs(wanted) + 1e-9);
    close(gradientNorm, lengthOf(gradients.map(({ values }) => values)));
    for (const [index, { name, gradient, weight, update }] of lengths.entries()) {
      const [was, now] = [before.get(name)!, after.get(name)!];
      close(gradient, lengthOf([gradients[index]!.values]));
      close(weight, lengthOf([was]));
      close(update, lengthOf([now.map((value, i) => value - was[i]!)]));
      // Without momentum the change is the gradient times the rate, but for the rounding of the weights.
      expect(Math.abs(update - 1e-2 * gradient)).toBeLessThan(1e-6 + 1e-3 * update);
    }
    runner.dispose();
  });

  it('is the same on both', () => {
    const options = optionsFor({ optimizer: { name: 'adam', learningRate: 1e-2 } });
    const [ours, theirs] = runners.map(([, make]) => make(options).trainMeasured(stepAt(1), true));
    for (const [index, { name, gradient, weight, update }] of ours!.lengths.entries()) {
      const other = theirs!.lengths[index]!;
      expect(other.name).toBe(name);
      expect(other.weight).toBeCloseTo(weight, 4);
      expect(other.gradient).toBeCloseTo(gradient, 4);
      // A norm takes the bias before it away, and Adam makes a full step of the rounding that is left.
      if (name !== 'layers.0.bias') expect(other.update).toBeCloseTo(update, 3);
    }
  });
});

describe('which steps are measured', () => {
  const chosen = (record: { normsEvery: number; histograms: boolean }) => {
    const steps = new MeasuredSteps(record, 7);
    return Array.from({ length: 16 }, (_, step) => steps.wantedOf({ step, stepInEpoch: step % 8 })).flatMap(
      (wanted, step) => (wanted ? [`${step + 1} ${wanted}`] : []),
    );
  };

  it('the first, every so many, and the last full one of each epoch, with gradients', () => {
    expect(chosen({ normsEvery: 5, histograms: true })).toEqual([
      '1 norms',
      '5 norms',
      '7 norms and gradients',
      '10 norms',
      '15 norms and gradients',
    ]);
    expect(chosen({ normsEvery: 0, histograms: true })).toEqual([
      '7 norms and gradients',
      '15 norms and gradients',
    ]);
    expect(chosen({ normsEvery: 0, histograms: false })).toEqual([]);
  });

  it('and how many ordinary ones come before', () => {
    const steps = new MeasuredSteps({ normsEvery: 5, histograms: false }, 7);
    expect(steps.ordinary({ step: 1, stepInEpoch: 1 }, 8)).toBe(3);
    expect(steps.ordinary({ step: 1, stepInEpoch: 1 }, 2)).toBe(2);
    expect(steps.ordinary({ step: 4, stepInEpoch: 4 }, 8)).toBe(0);
  });
});
