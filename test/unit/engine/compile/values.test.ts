import { describe, expect, it } from 'vitest';
import type { SampleKind } from '@shared/data/layout';
import { lossSchema, runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import type { WrittenLayer } from '@shared/spec/layer';
import { loadBackend, type Backend } from '../../../../src-main/engine/backend/backend';
import { compareRunners } from '../../../../src-main/engine/train/compare-runners';
import {
  initialModel,
  makeEagerRunner,
  makeRunner,
  type RunnerOptions,
} from '../../../../src-main/engine/train/make-runner';
import type { SampleRows, StepBatches } from '../../../../src-main/engine/train/step-runner';
import { stateOf } from '../../../../src-main/engine/train/watched-runner';
import { nativeReady } from '../native-ready';

const BATCH = 12;
const ROWS = 4 * BATCH;
const COLUMNS = 7;

const inputs = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) =>
  i % 11 === 3 ? NaN : 40 * Math.sin(i * 0.37) + (i % COLUMNS) * 100,
);
/** Far from what is said at first: where the two meet, the gradient of an absolute error jumps. */
const valuesOf = (width: number) =>
  Float32Array.from({ length: ROWS * width }, (_, i) => 9 + Math.cos(i * 0.71) * 1.5);
/** Mixtures of two of three classes, as mixup makes them. */
const distributions = Float32Array.from({ length: ROWS * 3 }, (_, i) => {
  const [row, column] = [Math.floor(i / 3), i % 3];
  const share = (row % 5) / 4;
  return column === row % 3 ? share : column === (row + 1) % 3 ? 1 - share : 0;
});
const classes = Uint8Array.from({ length: ROWS }, (_, i) => (i * 5) % 3);

const adapted = new Map([
  ['layers.0.mean', Float32Array.from({ length: COLUMNS }, (_, i) => i * 100)],
  ['layers.0.variance', new Float32Array(COLUMNS).fill(800)],
  ['layers.0.fill', Float32Array.from({ length: COLUMNS }, (_, i) => i * 100 + 5)],
]);

interface Case {
  name: string;
  kind: SampleKind;
  outputs: number;
  targets: SampleRows['targets'];
  spec?: Partial<RunSpec>;
}

const table = (target: SampleKind['target']): SampleKind => ({ input: 'float32', target });
const LOSSES = lossSchema.options.filter((loss) => !loss.includes('entropy'));
const cases: Case[] = [
  { name: 'rows with classes', kind: table('class'), outputs: 3, targets: classes },
  ...[1, 4].flatMap((width) =>
    LOSSES.map((loss): Case => {
      const targets = valuesOf(width);
      return { name: `${width} × ${loss}`, kind: table('values'), outputs: width, targets, spec: { loss } };
    }),
  ),
  {
    name: 'values in parts, averaged weights',
    kind: table('values'),
    outputs: 2,
    targets: valuesOf(2),
    spec: { loss: 'mean-squared-error', microBatches: 3, ema: 0.9 },
  },
  ...(['softmax-cross-entropy', 'binary-cross-entropy'] as const).map((loss): Case => ({
    name: `mixed classes, ${loss}`,
    kind: table('distribution'),
    outputs: 3,
    targets: distributions,
    spec: { loss },
  })),
  {
    name: 'mixed classes, smoothed',
    kind: table('distribution'),
    outputs: 3,
    targets: distributions,
    spec: { labelSmoothing: 0.1 },
  },
];

function optionsOf({ kind, outputs, spec }: Case, backend: Backend): RunnerOptions {
  const layers: WrittenLayer[] = [
    { type: 'normalization' },
    { type: 'dense', units: 16, activation: 'relu' },
    { type: 'dense', units: outputs },
  ];
  return {
    backend,
    spec: runSpecSchema.parse({
      data: { dataset: 'any' },
      model: { layers },
      optimizer: { name: 'adamw', learningRate: 1e-3, weightDecay: 0.01 },
      batchSize: BATCH,
      ...spec,
    }),
    inputShape: [COLUMNS],
    samples: kind,
    adapted,
    batches: [BATCH],
  };
}

const stepsOf = (targets: SampleRows['targets'], steps: number, settled = true): StepBatches => ({
  samples: { inputs, targets, settled },
  indices: Int32Array.from({ length: steps * BATCH }, (_, i) => (i * 7) % ROWS),
  steps,
  batch: BATCH,
  firstStep: 1,
  learningRates: Array.from({ length: steps }, () => 1e-3),
});

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.skipIf(!nativeReady)('numbers and values, compiled and plain', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const backend = await loadBackend({ backend: 'cpu', threads: 2, oneDnn: true, precision: 'float32' });
    const options = optionsOf(one, backend);
    const model = initialModel(options);
    const [compiled, fed, eager] = [
      makeRunner(options, model),
      makeRunner(options, model),
      makeEagerRunner(options, model),
    ];
    const { targets } = one;
    const start = stateOf(compiled);
    const agreement = compareRunners(compiled, eager, stepsOf(targets, 1), 'float32');
    expect(agreement.loss).toBeLessThan(1e-5);
    expect(agreement.gradientNorm).toBeLessThan(1e-5);
    for (const runner of [compiled, fed, eager]) {
      runner.loadWeights(start.model);
      runner.loadOptimizerState(start.optimizer);
    }
    const ours = compiled.train(stepsOf(targets, 4));
    expect(fed.train(stepsOf(targets, 4, false))).toEqual(ours);
    const theirs = eager.train(stepsOf(targets, 4));
    expect(distance(ours.losses, theirs.losses)).toBeLessThan(1e-5);
    expect(ours.correct).toEqual(theirs.correct);
    if (one.kind.target === 'values') expect([...ours.correct]).toEqual([0, 0, 0, 0]);
    expect(new Set(ours.losses).size).toBeGreaterThan(1);
    const wanted = Int32Array.of(3, 0, ROWS - 1);
    const said = compiled.forward({ inputs, targets, settled: true }, wanted);
    const plain = eager.forward({ inputs, targets, settled: true }, wanted);
    expect(said.outputs).toHaveLength(3 * one.outputs);
    expect(distance(said.outputs, plain.outputs)).toBeLessThan(1e-4);
    expect(said.outputs.every(Number.isFinite)).toBe(true);
    for (const runner of [compiled, fed, eager]) runner.dispose();
  });
});

describe('numbers and values on WebAssembly', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const backend = await loadBackend({ backend: 'wasm', threads: 1, oneDnn: false, precision: 'float32' });
    const runner = makeRunner(optionsOf(one, backend));
    const { losses } = runner.train(stepsOf(one.targets, 4));
    expect([...losses].every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true);
    const { values } = runner.weights().find(({ name }) => name === 'layers.0.fill')!;
    expect(values).toEqual(adapted.get('layers.0.fill'));
    runner.dispose();
  });
});
