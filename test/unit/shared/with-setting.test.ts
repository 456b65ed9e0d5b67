import { describe, expect, it } from 'vitest';
import { checkSpec } from '@shared/spec/check';
import { newLayer, type LayerType } from '@shared/spec/layer';
import { newOptimizer, type OptimizerName } from '@shared/spec/optimizer';
import { parseSpec } from '@shared/spec/parse';
import { presets } from '@shared/spec/presets';
import { newSchedule, type ScheduleName } from '@shared/spec/schedule';
import { stepsOf } from '@shared/spec/steps';
import { withSetting } from '@shared/spec/with-setting';

const digits = {
  id: 'digits',
  name: 'Digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};
const cnn = presets.cnn.spec(digits);

describe('another optimizer', () => {
  const names = Object.keys(newOptimizer) as OptimizerName[];

  it.each(names)('%s is complete, with a learning rate that suits it', (name) => {
    const spec = withSetting(cnn, 'optimizer.name', name);
    expect(parseSpec(spec)).toEqual({ ok: true, spec });
    expect(checkSpec(spec, digits)).toEqual([]);
    if (name !== 'adam') expect(spec.optimizer.learningRate).toBe(newOptimizer[name]().learningRate);
  });

  it('keeps a learning rate that was chosen, the schedule and the clipping', () => {
    let spec = withSetting(cnn, 'optimizer.learningRate', 0.002);
    spec = withSetting(spec, 'optimizer.schedule.name', 'cosine');
    spec = withSetting(spec, 'optimizer.clip.by', 'global-norm');
    const sgd = withSetting(spec, 'optimizer.name', 'sgd');
    expect(sgd.optimizer).toMatchObject({
      name: 'sgd',
      learningRate: 0.002,
      schedule: { name: 'cosine' },
      clip: { by: 'global-norm', max: 1 },
    });
    expect(parseSpec(sgd)).toMatchObject({ ok: true });
  });

  it('that is the same, or unknown, is only written down', () => {
    expect(withSetting(cnn, 'optimizer.name', 'adam')).toBe(cnn);
    expect(withSetting(cnn, 'optimizer.name', 'adamm').optimizer).toMatchObject({
      name: 'adamm',
      beta1: 0.9,
    });
  });
});

describe('another schedule', () => {
  it.each([1, 3, 40, 844, 100_000])('suits a run of %i steps', (total) => {
    for (const name of Object.keys(newSchedule) as ScheduleName[]) {
      const spec = withSetting(cnn, 'optimizer.schedule.name', name, total);
      expect(parseSpec(spec), name).toMatchObject({ ok: true });
    }
  });

  it('gives no reason for a warning', () => {
    const total = stepsOf(cnn, digits)?.total;
    expect(total).toBe(8440);
    for (const name of Object.keys(newSchedule) as ScheduleName[]) {
      expect(checkSpec(withSetting(cnn, 'optimizer.schedule.name', name, total), digits)).toEqual([]);
    }
  });
});

it.each(Object.keys(newLayer) as LayerType[])(
  'a layer turned into %s has its fields and no others',
  (type) => {
    const spec = withSetting(cnn, 'model.layers.1.type', type);
    expect(spec.model.layers[1]).toEqual(newLayer[type]());
  },
);

it('anything else is set as it is', () => {
  expect(withSetting(cnn, 'optimizer.clip.by', 'value').optimizer.clip).toEqual({ by: 'value', max: 1 });
  expect(
    withSetting(withSetting(cnn, 'optimizer.clip.by', 'value'), 'optimizer.clip.by', 'none').optimizer.clip,
  ).toEqual({
    by: 'none',
  });
  expect(withSetting(cnn, 'epochs', 3).epochs).toBe(3);
});
