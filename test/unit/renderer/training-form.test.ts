import { describe, expect, it } from 'vitest';
import { layerSchema, newLayer, type LayerType } from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { presets } from '@shared/spec/presets';
import { newSchedule, type ScheduleName } from '@shared/spec/schedule';
import { withSetting } from '@shared/spec/with-setting';
import { modelWords } from '../../../src-renderer/format/run';
import { refinementWords, trainingWords } from '../../../src-renderer/format/training';
import { fieldLabel } from '../../../src-renderer/pages/new-run/field-labels';
import { LAYER_FIELDS, LAYER_GROUPS, layerWords } from '../../../src-renderer/pages/new-run/layer-fields';
import { memorySettings } from '../../../src-renderer/pages/new-run/memory-settings';
import { differences } from '../../../src-renderer/pages/new-run/spec-diff';
import { decayFields, OWN_FIELDS } from '../../../src-renderer/pages/new-run/training/optimizer-fields';
import { rateCurve, ratePath } from '../../../src-renderer/pages/new-run/training/schedule-curve';
import { SCHEDULE_FIELDS } from '../../../src-renderer/pages/new-run/training/schedule-fields';

const digits = { id: 'digits', classes: [...'0123456789'] };
const mlp = presets.mlp.spec(digits);

describe('the form offers every field of the spec', () => {
  it.each(Object.keys(newOptimizer) as OptimizerName[])('of the optimizer %s', (name) => {
    const elsewhere = ['name', 'learningRate', 'schedule', 'clip'];
    const own = Object.keys(newOptimizer[name]()).filter((key) => !elsewhere.includes(key));
    const offered = [...OWN_FIELDS[name], ...decayFields].map(({ path }) => path);
    expect(offered.toSorted()).toEqual(own.map((key) => `optimizer.${key}`).toSorted());
  });

  it.each(Object.keys(newSchedule) as ScheduleName[])('of the schedule %s', (name) => {
    const { main, finer } = SCHEDULE_FIELDS[name];
    const offered = [...main, ...finer].map(({ path }) => path.replace('optimizer.schedule.', ''));
    const own = Object.keys(newSchedule[name]()).filter((key) => key !== 'name' && key !== 'boundaries');
    expect(offered.filter((key) => key !== 'steps').toSorted()).toEqual(own.toSorted());
  });

  it.each(Object.keys(newLayer) as LayerType[])('of the layer %s, which can be added', (type) => {
    const own = Object.keys(newLayer[type]()).filter((key) => key !== 'type');
    const offered = LAYER_FIELDS[type].filter(({ isOptional }) => !isOptional).map(({ key }) => key);
    expect(offered.toSorted()).toEqual(own.toSorted());
    expect(LAYER_GROUPS.filter(({ types }) => types.includes(type))).toHaveLength(1);
  });
});

describe('words', () => {
  it('of layers', () => {
    const written = [
      { type: 'conv2d', filters: 16, useBias: false },
      { type: 'depthwiseConv2d', strides: 2, activation: 'silu' },
      { type: 'residualBlock', filters: 32, strides: 2 },
      { type: 'avgPool2d', poolSize: 3 },
      { type: 'dropout', rate: 0.25 },
      { type: 'activation', activation: 'gelu' },
      { type: 'batchNorm' },
    ];
    expect(written.map((layer) => layerWords(layerSchema.parse(layer)))).toEqual([
      '3×3, 16, same, no bias',
      '3×3, stride 2, same, SiLU',
      '3×3, 32, stride 2',
      '3×3',
      '0.25',
      'GELU',
      '',
    ]);
    expect(layerWords({ type: 'toString' })).toBe('');
  });

  it('of models and training', () => {
    const resnet = presets.resnet.spec(digits);
    expect(modelWords(resnet.model.layers)).toBe('ResNet, 20 layers');
    expect(trainingWords(resnet)).toBe('AdamW 0.001, cosine, batch 128');
    expect(trainingWords(mlp)).toBe('Adam 0.001, batch 128');
    expect(refinementWords(mlp)).toBe('');
    expect(refinementWords({ ...resnet, ema: 0.999, labelSmoothing: 0.1, microBatches: 4 })).toBe(
      'labels smoothed by 0.1, weight decay 0.01, averaged by 0.999, in 4 parts',
    );
  });

  it('of fields', () => {
    expect(fieldLabel('optimizer.schedule.steps', mlp)).toBe('Schedule: length');
    expect(fieldLabel('optimizer.schedule.boundaries.1.step', mlp)).toBe(
      'Change 2 of the schedule, its step',
    );
    expect(fieldLabel('model.layers.1.useBias', mlp)).toBe('Layer 2 (dense) bias');
  });
});

describe('what differs', () => {
  it('is the kind and all settings that come with it, but none that are gone with the former one', () => {
    const sgd = withSetting(mlp, 'optimizer.name', 'sgd');
    expect(differences(mlp, sgd)).toEqual([
      { label: 'Optimizer', from: 'Adam', to: 'SGD' },
      { label: 'Learning rate', from: '0.001', to: '0.05' },
      { label: 'Momentum', from: 'none', to: '0.9' },
      { label: 'Nesterov', from: 'none', to: 'no' },
    ]);
    const warm = withSetting(mlp, 'optimizer.schedule.name', 'warmup-cosine');
    expect(differences(mlp, warm)).toEqual([
      { label: 'Schedule', from: 'Constant', to: 'Warm-up cosine' },
      { label: 'Schedule: warm-up', from: 'none', to: expect.any(String) },
      { label: 'Schedule: starts at', from: 'none', to: '0' },
      { label: 'Schedule: ends at', from: 'none', to: '0' },
    ]);
    expect(differences(warm, mlp)).toEqual([{ label: 'Schedule', from: 'Warm-up cosine', to: 'Constant' }]);
    expect(differences(warm, withSetting(warm, 'optimizer.schedule.endFactor', 0.1))).toEqual([
      { label: 'Schedule: ends at', from: '0', to: '0.1' },
    ]);
  });
});

it('is no difference where the same data lies on another machine', () => {
  const there = withSetting(mlp, 'data.dataset', 'box:digits');
  expect(differences(there, mlp)).toHaveLength(1);
  expect(differences(there, mlp, (dataset) => dataset.replace('box:', ''))).toEqual([]);
});

describe('the curve of a schedule', () => {
  it('begins and ends with the run', () => {
    const curve = rateCurve(
      { optimizer: { learningRate: 0.01, schedule: { name: 'linear', endFactor: 0 } }, changes: [] },
      1000,
      101,
    )!;
    expect(curve.rates).toHaveLength(101);
    expect(curve).toMatchObject({ highest: 0.01, highestAt: 1 });
    expect(curve.rates.at(-1)).toBeCloseTo(0.01 / 1000, 9);
    expect(ratePath(curve, 272, 56)).toMatch(/^M0\.00 0\.00L.*L272\.00 55\.94$/);
  });

  it('is not drawn where only the run will tell', () => {
    const schedule = newSchedule['reduce-on-plateau']();
    expect(
      rateCurve({ optimizer: { learningRate: 0.01, schedule }, changes: [] }, 1000, 101),
    ).toBeUndefined();
  });

  it('has the changes that the run makes on its way', () => {
    const optimizer = { learningRate: 0.01, schedule: { name: 'constant' as const } };
    const curve = rateCurve({ optimizer, changes: [{ step: 500, learningRate: 0.04 }] }, 1000, 1000)!;
    expect(curve.rates.slice(499, 501)).toEqual([0.01, 0.04]);
    expect(curve).toMatchObject({ highest: 0.04, highestAt: 501 });
  });
});

it('memory can be told while other fields are wrong', () => {
  expect(memorySettings({ ...mlp, epochs: 'many' })).toMatchObject({ batchSize: 128, microBatches: 1 });
  const optimizer = { ...mlp.optimizer, beta1: 'x' };
  expect(memorySettings({ ...mlp, optimizer })).toMatchObject({ optimizer: { name: 'adam' } });
  expect(memorySettings({ ...mlp, batchSize: null })).toBeUndefined();
  // Histograms are made of copies.
  expect(memorySettings({ ...mlp, record: { histograms: false } })?.record?.histograms).toBe(false);
  expect(memorySettings({ ...mlp, record: 'no' })).toMatchObject({ batchSize: 128 });
});
