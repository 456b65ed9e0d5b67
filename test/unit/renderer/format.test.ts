import { describe, expect, it } from 'vitest';
import { size } from '../../../src-renderer/format/bytes';
import { presets, suitingPresets } from '@shared/spec/presets';
import { accuracy, loss, setting, withSeparators } from '../../../src-renderer/format/numbers';
import { modelWords, weightedLayers } from '../../../src-renderer/format/run';
import { rgbaFrom, samplesFrom } from '../../../src-renderer/format/samples';
import { clock, inWords, shortSpan } from '../../../src-renderer/format/times';
import { heatOf, mistakesOf } from '../../../src-renderer/pages/checkpoints/confusion';
import { shareInterval } from '@shared/metrics/intervals';

describe('format', () => {
  it('tells losses from accuracies', () => {
    expect([loss(0.25174), loss(null), loss(Number.NaN), loss(12_345)]).toEqual([
      '0.2517',
      '–',
      'NaN',
      '1.23e4',
    ]);
    expect(loss(75_213_246.2907)).toBe('7.52e7');
    expect([accuracy(0.9085), accuracy(1), accuracy(undefined)]).toEqual(['90.85%', '100.00%', '–']);
    expect([setting(0.001), setting(1e-8), setting(0)]).toEqual(['0.001', '1e−8', '0']);
  });

  it('says times in words and in columns', () => {
    expect([4.4, 104, 3725, 100_000].map(inWords)).toEqual(['4 s', '1 min 44 s', '1 h 2 min', '1 d 3 h']);
    expect([231, 3725, 9].map(clock)).toEqual(['3:51', '1:02:05', '0:09']);
    expect([0.41, 23.94, 700].map(shortSpan)).toEqual(['0.41 s', '23.9 s', '11 min']);
  });

  it('says sizes', () => {
    expect([0, 999, 5_100_000, 212e9].map(size)).toEqual([
      { figure: '0', unit: 'B' },
      { figure: '999', unit: 'B' },
      { figure: '5.1', unit: 'MB' },
      { figure: '212', unit: 'GB' },
    ]);
  });
});

describe('models', () => {
  it('counts the layers that have parameters', () => {
    const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
    const words = suitingPresets({}).map(({ id }) =>
      modelWords(presets[id].spec({ id: 'digits', classes }).model.layers),
    );
    expect(words).toEqual(['MLP, 2 layers', 'CNN, 4 layers', 'ResNet, 20 layers']);
    expect(weightedLayers([null, 3, { type: 'flatten' }, { type: 'dense' }])).toBe(1);
  });
});

describe('steps in sentences', () => {
  it('have thousands separators', () => {
    expect(withSeparators('Going on from step 12345 on CPU')).toBe('Going on from step 12,345 on CPU');
    expect(withSeparators('after 4220 steps, 844 each')).toBe('after 4,220 steps, 844 each');
    expect(withSeparators('TensorFlow 2024, seed 12345')).toBe('TensorFlow 2024, seed 12345');
  });
});

describe('samples', () => {
  it('takes pictures and labels apart', () => {
    const samples = samplesFrom(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 0, 9]), {
      input: { type: 'pictures', shape: [2, 2, 1] },
      target: { type: 'classes', names: [...'0123456789'] },
    });
    expect(samples.map(({ pixels, label }) => [[...pixels], label])).toEqual([
      [[1, 2, 3, 4], 0],
      [[5, 6, 7, 8], 9],
    ]);
  });

  it('makes grey and colour into RGBA', () => {
    expect([...rgbaFrom(Uint8Array.from([7]), 1)]).toEqual([7, 7, 7, 255]);
    expect([...rgbaFrom(Uint8Array.from([1, 2, 3]), 3)]).toEqual([1, 2, 3, 255]);
  });
});

describe('evaluation', () => {
  it('orders mistakes and heats them by the most frequent', () => {
    const mistakes = mistakesOf([
      [5, 1],
      [3, 9],
    ]);
    expect(mistakes).toEqual([
      { actual: 1, predicted: 0, count: 3 },
      { actual: 0, predicted: 1, count: 1 },
    ]);
    expect([0, 1, 3].map((count) => heatOf(count, 3))).toEqual([0, 2, 5]);
  });

  it('gives the Wilson interval', () => {
    const { from, to } = shareInterval(5932, 6000);
    expect([from.toFixed(4), to.toFixed(4)]).toEqual(['0.9857', '0.9910']);
    expect(shareInterval(0, 0)).toEqual({ from: 0, to: 1 });
  });
});
