import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { whyPlainStep } from '@shared/model/step-words';
import { runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { chooseRunner, PrecisionError } from '../../../../src-main/engine/train/choose-runner';
import type { StepBatches, StepRunner } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [4, 4, 1];
const BATCH = 8;
const specOf = (precision: RunSpec['precision'] = 'float32') =>
  runSpecSchema.parse({
    data: { dataset: 'any' },
    model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 3 }] },
    optimizer: { learningRate: 1e-3 },
    batchSize: BATCH,
    precision,
  });
const first: StepBatches = {
  ...rowsInOrder({
    inputs: Uint8Array.from({ length: BATCH * 16 }, (_, i) => (i * 89) % 256),
    targets: Uint8Array.from({ length: BATCH }, (_, i) => i % 3),
  }),
  steps: 1,
  batch: BATCH,
  firstStep: 1,
  learningRates: [1e-3],
};

describe.skipIf(!nativeReady)('where the compiled step cannot be had', () => {
  let backend: Backend;
  let native: NodeJSKernelBackend;
  let mend = () => {};
  beforeAll(async () => {
    backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
    native = backend.native!;
  });
  afterEach(() => mend());

  /** TensorFlow takes no graph any more. */
  function loadNothing(): void {
    const load = native.loadSavedModelMetaGraph;
    native.loadSavedModelMetaGraph = () => {
      throw new Error('no space left');
    };
    mend = () => (native.loadSavedModelMetaGraph = load);
  }

  /** Losses that come out of a graph are larger than they should be. */
  function miscompute(factor: number): void {
    const { binding } = native;
    const computed = new Set<number>();
    native.binding = Object.create(binding, {
      runSavedModel: {
        value: (...given: Parameters<typeof binding.runSavedModel>) => {
          const results = binding.runSavedModel(...given);
          for (const { id } of results) computed.add(id!);
          return results;
        },
      },
      tensorDataSync: {
        value: (id: number) => {
          const values = binding.tensorDataSync(id);
          const isLosses = computed.delete(id) && values.length === BATCH;
          return isLosses ? Float32Array.from(values, (loss) => factor * loss) : values;
        },
      },
    });
    mend = () => (native.binding = binding);
  }

  /** Chooses, and has the runner begin with weights of 0.5. */
  function choose(precision?: RunSpec['precision'], before?: 'compiled' | 'eager') {
    const load = (runner: StepRunner) =>
      runner.loadWeights(runner.weights().map((array) => ({ ...array, values: array.values.fill(0.5) })));
    const options = { backend, spec: specOf(precision), inputShape: SHAPE, batches: [BATCH] };
    return chooseRunner(options, load, first, before);
  }
  const expectPlain = ({ runner, whyEager }: ReturnType<typeof choose>, why: string | RegExp) => {
    expect(runner.mode).toBe('eager');
    expect(whyEager).toMatch(why);
    // The run page finds it in the log.
    expect(whyPlainStep([{ text: whyEager }])).toBe(whyEager);
    for (const { values } of runner.weights()) expect(new Set(values)).toEqual(new Set([0.5]));
    runner.dispose();
  };

  it('the plain one is used, from where training begins, and the reason is told', () => {
    loadNothing();
    expectPlain(choose(), 'The step could not be compiled (no space left) and runs op by op');
  });

  it('so it is where the compiled one computes something else, which is disposed of', () => {
    const sessions = native.getNumOfSavedModels();
    const { numTensors } = tf.memory();
    miscompute(1 + 1e-4);
    expectPlain(
      choose(),
      /differs from the plain one by 1\.0e-4 in its loss and \d\.\de[+-]\d+ in its gradient/,
    );
    expect(native.getNumOfSavedModels()).toBe(sessions);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('rounding is no reason', () => {
    miscompute(1 + 1e-6);
    const { runner, whyEager } = choose();
    expect([runner.mode, whyEager]).toEqual(['compiled', '']);
    runner.dispose();
  });

  it('the compiled one stands where training begins when it was checked, and nothing of the check is held', () => {
    const { numTensors } = tf.memory();
    const { runner } = choose();
    expect(tf.memory().numTensors).toBe(numTensors);
    const valuesOf = (arrays: ReturnType<StepRunner['weights']>) =>
      arrays.flatMap(({ values }) => [...values]);
    expect(new Set(valuesOf(runner.weights()))).toEqual(new Set([0.5]));
    expect(new Set(valuesOf(runner.optimizerState()))).toEqual(new Set([0]));
    runner.dispose();
  });

  it('nobody is given another precision than was asked for', () => {
    miscompute(1.5);
    expect(() => choose('bfloat16')).toThrow(PrecisionError);
    mend();
    loadNothing();
    expect(() => choose('bfloat16')).toThrow(
      'This model cannot be trained in bfloat16 here: use float32. The step could not be compiled (no space left)',
    );
  });

  it('a run goes on with what it began with', () => {
    expectPlain(choose('float32', 'eager'), 'since the run began with it');
    miscompute(1.5);
    const { runner, whyEager } = choose('float32', 'compiled');
    expect([runner.mode, whyEager]).toEqual(['compiled', '']);
    runner.dispose();
  });
});
