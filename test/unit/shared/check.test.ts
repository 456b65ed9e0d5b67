import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpec, hasErrors } from '@shared/spec/check';
import { layerSchema, newLayer, type LayerType, type WrittenLayer } from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import { presets } from '@shared/spec/presets';
import type { Problem } from '@shared/spec/problem';
import { lossSchema, runSpecSchema, type RunSpec } from '@shared/spec/run-spec';
import { newSchedule, scheduleSchema, type ScheduleName } from '@shared/spec/schedule';

const digits = {
  id: 'digits',
  name: 'Drawn digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};
const mlp = presets.mlp.spec(digits);
const cnn = presets.cnn.spec(digits);
/** 422 steps an epoch, 4,220 in all. */
const check = (spec: RunSpec) => checkSpec(spec, digits);
const changed = (changes: Record<string, unknown>, from = mlp): RunSpec => {
  let draft: unknown = from;
  for (const [path, value] of Object.entries(changes)) draft = withValueAt(draft, path, value);
  const parsed = parseSpec(draft);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.spec;
};
const mended = (spec: RunSpec, problem: Problem | undefined, mend = 0): RunSpec => {
  const changes = problem?.mends[mend]?.changes ?? [];
  expect(changes).not.toEqual([]);
  return changed(Object.fromEntries(changes.map(({ path, value }) => [path, value])), spec);
};
const withLayers = (layers: WrittenLayer[]): RunSpec => ({
  ...mlp,
  model: { layers: layers.map((layer) => layerSchema.parse(layer)) },
});

it('does not watch what is not measured', () => {
  const spec = changed({ 'earlyStopping.patience': 3, 'validation.fraction': 0 });
  const [first] = check(spec);
  expect(first).toMatchObject({ severity: 'error', path: 'earlyStopping.monitor' });
  expect(first?.message).toContain('watches the validation loss, but nothing is held back');
  for (const mend of first!.mends.keys()) expect(hasErrors(check(mended(spec, first, mend)))).toBe(false);
});

it('does not fear for the best epoch where every one is saved, or none is called the best', () => {
  const unsaved = { 'checkpoint.best': false, 'checkpoint.everyEpochs': 0 };
  expect(check(changed({ ...unsaved, 'checkpoint.everySteps': 422 }))).toEqual([]);
  expect(check(changed({ ...unsaved, 'checkpoint.everySteps': 400 }))).toHaveLength(1);
  const paths = check(changed({ ...unsaved, 'checkpoint.everySteps': 400, 'validation.fraction': 0 }));
  expect(paths.map(({ path }) => path)).toEqual(['validation.fraction']);
});

describe('one problem, with a mend that takes it away', () => {
  const schedule = (name: ScheduleName, fields: object = {}) =>
    scheduleSchema.parse({ ...newSchedule[name](), ...fields });

  it.each<[string, Record<string, unknown>, Problem['severity'], string, string]>([
    [
      'early stopping by what is trained on',
      { 'earlyStopping.patience': 3, 'earlyStopping.monitor': 'trainAccuracy' },
      'warning',
      'earlyStopping.monitor',
      'learns its samples by heart',
    ],
    [
      'more patience than epochs',
      { 'earlyStopping.patience': 9 },
      'warning',
      'earlyStopping.patience',
      'a run of 10 cannot stop early',
    ],
    [
      'an improvement that no accuracy can make',
      {
        earlyStopping: { patience: 3, monitor: 'valAccuracy', minDelta: 1 },
        'best.metric': 'valAccuracy',
      },
      'error',
      'earlyStopping.minDelta',
      'a share from 0 to 1',
    ],
    [
      'early stopping by another measure than the best',
      { 'earlyStopping.patience': 3, 'earlyStopping.monitor': 'valAccuracy' },
      'warning',
      'best.metric',
      'may be of another epoch',
    ],
    [
      'a best epoch that may not be saved',
      { 'checkpoint.best': false, 'checkpoint.everyEpochs': 3 },
      'warning',
      'checkpoint.best',
      'its weights may be lost',
    ],
    [
      'a limit that is never reached',
      { 'stop.steps': 5000 },
      'warning',
      'stop.steps',
      '10 epochs have 4,220',
    ],
    [
      'SGD too low',
      { optimizer: { name: 'sgd', learningRate: 1e-4 } },
      'warning',
      'optimizer.learningRate',
      'low for SGD',
    ],
    [
      'Lion too high',
      { optimizer: { name: 'lion', learningRate: 2e-3 } },
      'warning',
      'optimizer.learningRate',
      'near 0.0001 or 0.00003',
    ],
    [
      'Nesterov alone',
      { optimizer: { name: 'sgd', learningRate: 0.1, nesterov: true } },
      'warning',
      'optimizer.nesterov',
      'without momentum',
    ],
    [
      'a short schedule',
      { 'optimizer.schedule': schedule('cosine', { steps: 1000, endFactor: 0.1 }) },
      'warning',
      'optimizer.schedule.steps',
      'over after 1,000 of 4,220 steps: all others are trained at a learning rate of 0.0001',
    ],
    [
      'the schedule of a shorter run that it is a copy of',
      {
        'optimizer.schedule': schedule('cosine'),
        changes: [
          { step: 0, scheduleSteps: 422 },
          { step: 211, learningRate: 0.002, scheduleSteps: 844 },
        ],
      },
      'warning',
      'changes.1.scheduleSteps',
      'over after 844 of 4,220 steps: all others are trained at a learning rate of 0.',
    ],
    [
      'a long warm-up',
      { 'optimizer.schedule': schedule('warmup-cosine', { warmupSteps: 5000 }) },
      'warning',
      'optimizer.schedule.warmupSteps',
      '4,220 steps',
    ],
    [
      'a late change',
      {
        'optimizer.schedule': schedule('piecewise-constant', {
          boundaries: [
            { step: 10, factor: 0.5 },
            { step: 9000, factor: 0.5 },
          ],
        }),
      },
      'warning',
      'optimizer.schedule.boundaries.1.step',
      'after step 9,000',
    ],
    [
      'a long cycle',
      { 'optimizer.schedule': schedule('cosine-restarts', { cycleSteps: 5000 }) },
      'warning',
      'optimizer.schedule.cycleSteps',
      'nothing restarts',
    ],
    [
      'too much patience',
      { 'optimizer.schedule': schedule('reduce-on-plateau', { patience: 9 }) },
      'warning',
      'optimizer.schedule.patience',
      'cannot be reduced',
    ],
    ['parts of nothing', { microBatches: 200 }, 'error', 'microBatches', 'at least one sample'],
    [
      'smoothing without classes',
      { loss: 'huber', labelSmoothing: 0.1 },
      'error',
      'labelSmoothing',
      'cross-entropy only',
    ],
    ['a long average', { ema: 0.9999 }, 'warning', 'ema', 'looks back over about 10,000 steps'],
    [
      'everything frozen',
      { 'model.layers.1.frozen': true, 'model.layers.2.frozen': true },
      'error',
      'model.layers.2.frozen',
      'nothing is left to train',
    ],
    [
      'frozen as drawn',
      { 'model.layers.1.frozen': true },
      'warning',
      'model.layers.1.frozen',
      'Layer 2 (dense) is frozen, but this run begins with fresh weights',
    ],
  ])('%s', (_, changes, severity, path, words) => {
    const spec = changed(changes);
    const problems = check(spec);
    expect(problems).toMatchObject([{ severity, path }]);
    expect(problems[0]?.message).toContain(words);
    expect(check(mended(spec, problems[0]))).toEqual([]);
  });

  it('a plateau that nobody can see', () => {
    const spec = changed({ 'optimizer.schedule': schedule('reduce-on-plateau'), 'validation.fraction': 0 });
    const [problem] = check(spec);
    expect(problem).toMatchObject({ severity: 'error', path: 'optimizer.schedule' });
    expect(check(mended(spec, problem))).toEqual([]);
  });
});

describe('every optimizer and schedule', () => {
  it.each(Object.keys(newOptimizer) as OptimizerName[])('%s is fine as it comes', (name) => {
    expect(check({ ...mlp, optimizer: newOptimizer[name]() })).toEqual([]);
  });
  it.each(Object.keys(newSchedule) as ScheduleName[])('%s is fine as it comes', (name) => {
    expect(check({ ...mlp, optimizer: { ...mlp.optimizer, schedule: newSchedule[name]() } })).toEqual([]);
  });
});

describe('layers side by side', () => {
  const end: WrittenLayer[] = [{ type: 'flatten' }, { type: 'dense', units: 10 }];

  it('dropout right before a batch norm', () => {
    const spec = withLayers([
      { type: 'conv2d', filters: 8 },
      { type: 'dropout' },
      { type: 'batchNorm' },
      ...end,
    ]);
    const [problem] = check(spec);
    expect(problem).toMatchObject({ severity: 'warning', path: 'model.layers.1' });
    const after = mended(spec, problem);
    expect(after.model.layers.map(({ type }) => type).slice(1, 3)).toEqual(['batchNorm', 'dropout']);
  });

  it('biases that a batch norm takes out again, all in one sentence', () => {
    const pair: WrittenLayer[] = [{ type: 'conv2d', filters: 8 }, { type: 'batchNorm' }];
    const spec = withLayers([...pair, ...pair, ...end]);
    const problems = check(spec);
    expect(problems).toMatchObject([{ severity: 'warning', path: 'model.layers.0.useBias' }]);
    expect(problems[0]?.message).toContain('Layers 1 and 3');
    expect(check(mended(spec, problems[0]))).toEqual([]);
  });

  it('a bias that is bent before the norm is of use', () => {
    expect(
      check(withLayers([{ type: 'conv2d', filters: 8, activation: 'relu' }, { type: 'batchNorm' }, ...end])),
    ).toEqual([]);
  });

  it('dropout before the last dense layer is usual', () => {
    expect(
      check(withLayers([{ type: 'flatten' }, { type: 'dropout' }, { type: 'dense', units: 10 }])),
    ).toEqual([]);
  });

  it.each([
    [{ batchSize: 4 }, 'batchSize', '4 samples'],
    [{ batchSize: 64, microBatches: 16 }, 'microBatches', 'in 16 parts'],
  ])('batch norm of few samples: %j', (changes, path, words) => {
    const norm = withLayers([{ type: 'residualBlock', filters: 8 }, ...end]);
    const found = check({ ...norm, ...changes }).filter(({ message }) => message.startsWith('Batch norm'));
    expect(found).toMatchObject([{ severity: 'warning', path }]);
    expect(found[0]?.message).toContain(words);
  });
});

describe('the end of a model', () => {
  it.each<[LayerType, string]>([
    ['dropout', 'Remove the dropout'],
    ['activation', 'Remove the activation'],
    ['batchNorm', 'Remove the batch norm'],
  ])('%s as the last layer', (type, label) => {
    const spec = { ...cnn, model: { layers: [...cnn.model.layers, newLayer[type]()] } };
    const [problem] = check(spec);
    expect(problem).toMatchObject({ severity: 'error', path: 'model.layers.7' });
    expect(problem?.mends.map((mend) => mend.label)).toEqual([label, 'Add it']);
    for (const mend of [0, 1]) expect(hasErrors(check(mended(spec, problem, mend)))).toBe(false);
  });

  it('a residual block as the last layer is followed by flatten and dense', () => {
    const spec = withLayers([{ type: 'residualBlock', filters: 8 }]);
    expect(hasErrors(check(mended(spec, check(spec)[0])))).toBe(false);
  });

  it.each(['depthwiseConv2d', 'residualBlock', 'avgPool2d', 'globalAvgPool2d'] as const)(
    '%s behind a flatten is named',
    (type) => {
      const spec = { ...cnn, model: { layers: cnn.model.layers.toSpliced(5, 0, newLayer[type]()) } };
      const [problem] = check(spec);
      expect(problem?.message).toContain('takes a picture');
      expect(check(mended(spec, problem))).toEqual([]);
    },
  );

  it('what comes behind a global average gets no picture, and there is no flatten to blame', () => {
    const spec = withLayers([
      { type: 'globalAvgPool2d' },
      { type: 'maxPool2d' },
      { type: 'dense', units: 10 },
    ]);
    expect(check(spec)[0]?.message).not.toContain('flatten');
  });
});

describe('whatever the form can say', () => {
  const layerTypes = Object.keys(newLayer) as LayerType[];
  const anySpec = fc.record({
    layers: fc.array(fc.constantFrom(...layerTypes), { minLength: 1, maxLength: 8 }),
    units: fc.integer({ min: 1, max: 64 }),
    optimizer: fc.constantFrom(...(Object.keys(newOptimizer) as OptimizerName[])),
    schedule: fc.constantFrom(...(Object.keys(newSchedule) as ScheduleName[])),
    learningRate: fc.double({ min: 1e-9, max: 10, noNaN: true }),
    loss: fc.constantFrom(...lossSchema.options),
    labelSmoothing: fc.constantFrom(0, 0.1, 0.99),
    ema: fc.constantFrom(0, 0.5, 0.999, 0.999_999),
    epochs: fc.integer({ min: 1, max: 1000 }),
    batchSize: fc.integer({ min: 1, max: 65_536 }),
    microBatches: fc.integer({ min: 1, max: 1024 }),
    fraction: fc.constantFrom(0, 0.1, 0.9),
    shape: fc.constantFrom<number[]>([28, 28, 1], [3, 3, 3], [1, 1, 1], [32, 32, 3]),
    trainCount: fc.integer({ min: 1, max: 70_000 }),
  });

  it('is answered with problems that have sentences, and mends that can be read', () => {
    fc.assert(
      fc.property(
        anySpec,
        ({ layers, units, optimizer, schedule, learningRate, fraction, shape, trainCount, ...rest }) => {
          const spec = runSpecSchema.parse({
            ...rest,
            data: { dataset: 'digits' },
            model: { layers: [...layers.map((type) => newLayer[type]()), { type: 'dense', units }] },
            optimizer: { ...newOptimizer[optimizer](), learningRate, schedule: newSchedule[schedule]() },
            validation: { fraction },
          });
          for (const problem of checkSpec(spec, { ...digits, shape, trainCount })) {
            expect(problem.message).toMatch(/^[A-Z].*\.$/);
            expect(problem.message).not.toMatch(/NaN|undefined|Infinity/);
            for (const mend of problem.mends) {
              let draft: unknown = spec;
              for (const { path, value } of mend.changes) draft = withValueAt(draft, path, value);
              const after = parseSpec(draft);
              if (mend.label !== 'Remove the layer' && mend.label !== 'Remove it') {
                expect(after, `${problem.message} ${mend.label}`).toMatchObject({ ok: true });
              }
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
