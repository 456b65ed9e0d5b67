import { beforeAll, describe, expect, it } from 'vitest';
import { mixClasses, mixShare } from '@shared/augment/mixup';
import { lossSchema, runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { initialModel, makeEagerRunner, makeRunner } from '../../../../src-main/engine/train/make-runner';
import type { SampleRows, StepBatches } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';

const ROWS = 60;
const BATCH = 12;
const CLASSES = 4;
const SHAPE = [6, 6, 1];

const inputs = Uint8Array.from({ length: ROWS * 36 }, (_, i) => (i * 37 + (i >> 4) * 11) % 256);
const classOf = (row: number) => (row * 5 + (row >> 2)) % CLASSES;
const classes: SampleRows = {
  inputs,
  targets: Uint8Array.from({ length: ROWS }, (_, i) => classOf(i)),
  settled: false,
};

/** Each class mixed with that of the row behind; by 1, it is left alone. */
function mixed(shareOf: (row: number) => number): SampleRows {
  const targets = new Float32Array(ROWS * CLASSES);
  for (let row = 0; row < ROWS; row++) {
    const into = targets.subarray(row * CLASSES, (row + 1) * CLASSES);
    mixClasses(into, classOf(row), classOf((row + 1) % ROWS), shareOf(row));
  }
  return { inputs, targets, settled: false };
}

const steps = (samples: SampleRows): StepBatches => ({
  samples,
  indices: Int32Array.from({ length: 5 * BATCH }, (_, i) => (i * 17) % ROWS),
  steps: 5,
  batch: BATCH,
  firstStep: 1,
  learningRates: Array.from({ length: 5 }, () => 0.01),
});

describe.skipIf(!nativeReady)('targets that say how likely each class is', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
  });

  const optionsOf = (loss: string, target: 'class' | 'distribution', microBatches: number) => ({
    backend,
    spec: runSpecSchema.parse({
      data: { dataset: 'any' },
      loss,
      labelSmoothing: loss === 'softmax-cross-entropy' ? 0.1 : 0,
      model: {
        layers: [
          { type: 'conv2d', filters: 3, activation: 'relu' },
          { type: 'flatten' },
          { type: 'dense', units: CLASSES },
        ],
      },
      optimizer: { name: 'adamw', learningRate: 0.01 },
      batchSize: BATCH,
      microBatches,
    }),
    inputShape: SHAPE,
    samples: { input: 'uint8', target } as const,
    batches: [BATCH],
  });
  const closeTo = (ours: ArrayLike<number>, wanted: ArrayLike<number>) => {
    expect(ours.length).toBe(wanted.length);
    for (let i = 0; i < wanted.length; i++) expect(ours[i]).toBeCloseTo(wanted[i]!, 5);
  };

  it.each(lossSchema.options.flatMap((loss) => [1, 5].map((parts) => [loss, parts] as const)))(
    'are learnt alike by the compiled and the plain step: %s, in %d parts',
    (loss, parts) => {
      const options = optionsOf(loss, 'distribution', parts);
      const model = initialModel(options);
      const [compiled, eager] = [makeRunner(options, model), makeEagerRunner(options, model)];
      const samples = mixed((row) => mixShare(0.4, { seed: 3, epoch: 0, index: row }));
      const [ours, wanted] = [compiled.train(steps(samples)), eager.train(steps(samples))];
      closeTo(ours.losses, wanted.losses);
      expect(ours.correct).toEqual(wanted.correct);
      const arrays = eager.weights();
      compiled.weights().forEach(({ values }, at) => closeTo(values, arrays[at]!.values));
      compiled.dispose();
      eager.dispose();
    },
  );

  it('are learnt as classes are where each is certain', () => {
    const likely = makeRunner(optionsOf('softmax-cross-entropy', 'distribution', 1));
    const certain = makeRunner(optionsOf('softmax-cross-entropy', 'class', 1));
    const one = likely.train(steps(mixed(() => 1)));
    const other = certain.train(steps(classes));
    closeTo(one.losses, other.losses);
    expect(one.correct).toEqual(other.correct);
    const all = Int32Array.from({ length: ROWS }, (_, i) => i);
    expect(
      likely.forward(
        mixed(() => 1),
        all,
      ).predictions,
    ).toEqual(certain.forward(classes, all).predictions);
    likely.dispose();
    certain.dispose();
  });

  it('are learnt differently where they are mixed', () => {
    const runners = [1, 0.6].map((share) => {
      const runner = makeRunner(optionsOf('softmax-cross-entropy', 'distribution', 1));
      const { losses } = runner.train(steps(mixed(() => share)));
      runner.dispose();
      return [...losses];
    });
    expect(runners[0]).not.toEqual(runners[1]);
  });
});
