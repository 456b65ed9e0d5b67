import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { modelParameters } from '@shared/model/parameters';
import { runSpecSchema } from '@shared/spec/run-spec';
import { loadBackend } from '../../../../src-main/engine/backend/backend';
import { CompiledRunner } from '../../../../src-main/engine/compile/compiled-runner';
import { initialWeights } from '../../../../src-main/engine/model/initial-weights';
import type { StepBatches } from '../../../../src-main/engine/train/step-runner';
import { nativeReady } from '../native-ready';
import { rowsInOrder } from '../../../rows-in-order';

const SHAPE = [28, 28, 1];
const BATCH = 16;
const STEPS = 40;
const RATE = 1e-3;

const specOf = (units: number) =>
  runSpecSchema.parse({
    data: { dataset: 'any' },
    model: { layers: [{ type: 'flatten' }, { type: 'dense', units }, { type: 'dense', units: 10 }] },
    optimizer: { learningRate: RATE },
    batchSize: BATCH,
  });

const rows = rowsInOrder({
  inputs: Uint8Array.from({ length: STEPS * BATCH * 784 }, (_, i) => (i * 89 + (i >> 5)) % 256),
  targets: Uint8Array.from({ length: STEPS * BATCH }, (_, i) => (i * 7) % 10),
});
const batchesOf = (firstStep: number, steps: number): StepBatches => ({
  ...rows,
  indices: rows.indices.subarray((firstStep - 1) * BATCH, (firstStep - 1 + steps) * BATCH),
  steps,
  batch: BATCH,
  firstStep,
  learningRates: Array.from({ length: steps }, () => RATE),
});

describe.skipIf(!nativeReady)('a compiled runner', () => {
  let native: NodeJSKernelBackend;
  beforeAll(async () => {
    native = (await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' })).native!;
  });
  const make = (units: number, initial?: Float32Array[]) => {
    const spec = specOf(units);
    const parameters = modelParameters(spec.model.layers, SHAPE);
    return new CompiledRunner({
      backend: native,
      spec,
      inputShape: SHAPE,
      parameters,
      initial: initial ?? initialWeights(parameters, 3),
      batches: [BATCH],
    });
  };

  it('comes to the same bits however many steps a call takes', () => {
    const single = make(12);
    const several = make(12);
    const [losses, others, sizes]: number[][] = [[], [], []];
    for (let step = 1; step <= STEPS; step++) losses!.push(...single.train(batchesOf(step, 1)).losses);
    for (let step = 1; step <= STEPS;) {
      const steps = Math.min(several.stepsPerCall, STEPS + 1 - step);
      others!.push(...several.train(batchesOf(step, steps)).losses);
      sizes!.push(steps);
      step += steps;
    }
    expect(others).toEqual(losses);
    expect(several.weights()).toEqual(single.weights());
    expect(several.optimizerState()).toEqual(single.optimizerState());
    expect(sizes!.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    single.dispose();
    several.dispose();
  });

  it('takes more steps than are due now in pieces, which are the same steps', () => {
    const whole = make(12);
    const pieces = make(12);
    const { losses } = whole.train(batchesOf(1, STEPS));
    const others = [1, 8, 17].map((first, i) => pieces.train(batchesOf(first, [7, 9, 24][i]!)).losses);
    expect(others.flatMap((some) => [...some])).toEqual([...losses]);
    expect(pieces.weights()).toEqual(whole.weights());
    whole.dispose();
    pieces.dispose();
  });

  it('leaves nothing behind where it cannot be made', () => {
    const before = native.getNumOfSavedModels();
    expect(() => make(12, [])).toThrow('no values were given for layers.1.kernel');
    expect(native.getNumOfSavedModels()).toBe(before);
  });

  it.skipIf(process.platform !== 'linux')('gives its memory back, however many come and go', () => {
    const megabytes = () =>
      Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
    // 3.2 million weights: with Adam's moments 38 MB in a session.
    const UNITS = 4000;
    const initial = initialWeights(modelParameters(specOf(UNITS).model.layers, SHAPE), 3);
    const comeAndGo = (count: number) => {
      for (let i = 0; i < count; i++) {
        const runner = make(UNITS, initial);
        runner.train(batchesOf(1, 2));
        runner.dispose();
      }
    };
    comeAndGo(4);
    const before = megabytes();
    comeAndGo(6);
    expect(megabytes() - before).toBeLessThan(90);
  });
});
