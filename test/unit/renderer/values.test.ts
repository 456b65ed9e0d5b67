import { describe, expect, it } from 'vitest';
import { augmentPicture } from '@shared/augment/augment-picture';
import { augmentSchema, NO_AUGMENT } from '@shared/spec/augment';
import { presets } from '@shared/spec/presets';
import { measureRange } from '@shared/charts/ranges';
import { measuresOf, measureText, scoreText } from '../../../src-renderer/format/measures';
import { amount, MISSING, share } from '../../../src-renderer/format/numbers';
import { augmentFields, augmentWords } from '../../../src-renderer/pages/new-run/augment/augment-fields';
import { drawsOf } from '../../../src-renderer/pages/new-run/augment/draws';
import { firstPreset } from '../../../src-renderer/pages/new-run/first-preset';
import { lossFieldsFor } from '../../../src-renderer/pages/new-run/training/run-fields';
import { resultFieldsFor, stopFieldsFor } from '../../../src-renderer/pages/new-run/training/stop-fields';

const [classes, values] = [{ type: 'classes' as const }, { type: 'values' as const }];
const optionsAt = (fields: ReturnType<typeof resultFieldsFor>, path: string) =>
  fields.find((field) => field.path === path)?.options?.map(({ value }) => value);

describe('words', () => {
  it('values have as many digits as can be used, with a true minus', () => {
    const given = [0, 3.14159, -43.2711, 1204, 123_456.7, 0.0000321, 2.5e12, null, Number.NaN];
    expect(given.map(amount)).toEqual([
      '0',
      '3.142',
      '−43.27',
      '1,204',
      '123,457',
      '3.21e−5',
      '2.5e12',
      MISSING,
      MISSING,
    ]);
    expect([0.48123, -3.5, -4321.9, null].map(share)).toEqual(['0.4812', '−3.5000', '−4322', MISSING]);
  });

  it('a measure is told in its own way, a score with its name where it is no accuracy', () => {
    expect(measureText('valAccuracy', 0.972)).toBe('97.20%');
    expect(measureText('valR2', 0.5)).toBe('0.5000');
    expect(measureText('valMae', 43.2711)).toBe('43.27');
    expect(scoreText({ valAccuracy: 0.972, valR2: null })).toBe('97.20%');
    expect(scoreText({ valAccuracy: null, valR2: 0.481234 })).toBe('R² 0.4812');
    expect(scoreText(null)).toBe(MISSING);
    expect(measuresOf(values).map(({ label }) => label)).toEqual(['R²', 'MAE', 'RMSE']);
  });
});

describe('the form offers what can be told of what is predicted', () => {
  it('losses', () => {
    expect(optionsAt(lossFieldsFor(values), 'loss')).toEqual([
      'mean-squared-error',
      'mean-absolute-error',
      'huber',
    ]);
    expect(optionsAt(lossFieldsFor(classes), 'loss')).toContain('softmax-cross-entropy');
    expect(lossFieldsFor(values).map(({ path }) => path)).not.toContain('labelSmoothing');
  });

  it('what is watched, and what is best', () => {
    expect(optionsAt(resultFieldsFor(values), 'best.metric')).toEqual([
      'valLoss',
      'valMae',
      'valRmse',
      'valR2',
    ]);
    expect(optionsAt(resultFieldsFor(classes), 'best.metric')).toEqual([
      'valLoss',
      'valAccuracy',
      'valMacroF1',
    ]);
    const watched = optionsAt(stopFieldsFor(5, values), 'earlyStopping.monitor');
    expect(watched).toContain('valR2');
    expect(watched).not.toContain('trainAccuracy');
  });

  it('a preset that suits, the wished one if it does', () => {
    const table = { type: 'table' as const, columns: [] };
    const names = ['a', 'b'];
    expect(firstPreset({ input: table, target: { type: 'values', names } })).toBe('table-regressor');
    expect(firstPreset({ input: table, target: { type: 'classes', names } }, 'cnn')).toBe('table-classifier');
    const pictures = { type: 'pictures' as const, shape: [8, 8, 1] as [number, number, number] };
    expect(firstPreset({ input: pictures, target: { type: 'classes', names } }, 'cnn')).toBe('cnn');
    const odd = {
      id: 'odd',
      input: pictures,
      target: { type: 'values' as const, names },
      classes: [],
      shape: [8, 8, 1],
    };
    expect(presets[firstPreset(odd)].spec(odd).model.layers.at(-1)).toMatchObject({ units: 2 });
  });

  it('every field of augmentation', () => {
    const offered = augmentFields.map(({ path }) => path.replace('augment.', ''));
    expect(offered.toSorted()).toEqual(Object.keys(NO_AUGMENT).toSorted());
    expect(augmentWords({ ...NO_AUGMENT, shift: 0.1, flipHorizontal: true })).toBe('shift 0.1, flip');
  });
});

it('the preview is what training does to the picture in its first epochs', () => {
  const pixels = Uint8Array.from({ length: 64 }, (_, at) => at * 4);
  const empty = new Float32Array(0);
  const sample = { pixels, numbers: empty, label: 1, values: empty };
  const augment = augmentSchema.parse({ shift: 0.3, rotate: 30 });
  const dataset = { shape: [8, 8, 1], classes: ['a', 'b'] };
  const draws = drawsOf(augment, { sample, next: sample, index: 5 }, dataset, { seed: 3, from: 0, count: 2 });
  expect(draws.map(({ name }) => name)).toEqual(['b, as it is', 'b, in epoch 1', 'b, in epoch 2']);
  expect(draws[0]!.pixels).toBe(pixels);
  const expected = new Uint8Array(64);
  augmentPicture(augment, pixels, expected, [8, 8, 1], { seed: 3, epoch: 1, index: 5 });
  expect([...draws[2]!.pixels]).toEqual([...expected]);
  expect([...draws[2]!.pixels]).not.toEqual([...pixels]);
});

it('the scale of R² leaves its wild first epochs out, and ends at 1', () => {
  const points = Array.from({ length: 100 }, (_, epoch) => ({
    x: epoch,
    y: epoch < 4 ? -50 : 0.9 + epoch / 1100,
  }));
  const range = measureRange(points, 1);
  expect(range.max).toBe(1);
  expect(range.min).toBeGreaterThan(0.5);
  expect(range.min).toBeLessThan(0.91);
  expect(measureRange([], 1).ticks.length).toBeGreaterThan(1);
});
