import { describe, expect, it } from 'vitest';
import type { KindSpeed, SpeedTiming } from '@shared/contract/speed';
import { bfloat16Gain, fastest, median, settingWords, timesAsFast } from '@shared/speed/fastest';
import { modelKind } from '@shared/speed/model-kind';
import { presets } from '@shared/spec/presets';
import { summarize } from '@shared/speed/summary';

const usual = { threads: 4, oneDnn: true };

const timing = (
  threads: number,
  oneDnn: boolean,
  milliseconds: number[],
  precision: SpeedTiming['precision'] = 'float32',
): SpeedTiming => ({ threads, oneDnn, precision, milliseconds });

const dense = (...timings: SpeedTiming[]): KindSpeed => ({ kind: 'dense', timings });

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 4], 4],
    [[9, 1, 4, 2], 3],
  ])('of %j is %d', (values, wanted) => expect(median(values)).toBe(wanted));
});

describe('the fastest setting', () => {
  it('is proposed with its gain when it is clearly faster', () => {
    const speed = dense(
      timing(4, true, [10, 10, 10]),
      timing(1, true, [8, 8, 8]),
      timing(1, false, [5, 5, 5]),
      timing(4, false, [30, 30, 30]),
    );
    expect(fastest(speed, usual, 'float32')).toEqual({ setting: { threads: 1, oneDnn: false }, gain: 2 });
  });

  it('is left alone when it is no more than 5 % faster', () => {
    const slightly = (milliseconds: number) =>
      fastest(
        dense(timing(4, true, [105, 105, 105]), timing(2, true, Array(3).fill(milliseconds))),
        usual,
        'float32',
      );
    expect(slightly(100)).toEqual({ setting: usual, gain: 1 });
    expect(slightly(99).setting.threads).toBe(2);
  });

  it('is told round by round, so that a slow round counts for nobody', () => {
    // Of the medians of all rounds, 2 threads would have the better one.
    const speed = dense(timing(4, true, [10, 50, 60, 10, 50]), timing(2, true, [11, 55, 66, 11, 55]));
    expect(timesAsFast(speed.timings[1]!, speed.timings[0]!)).toBeCloseTo(1 / 1.1);
    expect(fastest(speed, usual, 'float32').setting).toEqual(usual);
  });

  it('must be faster in three rounds of four', () => {
    const often = (milliseconds: number[]) =>
      fastest(dense(timing(4, true, [10, 10, 10, 10]), timing(1, true, milliseconds)), usual, 'float32');
    expect(often([5, 5, 5, 20]).setting.threads).toBe(1);
    expect(often([5, 5, 20, 20]).setting).toEqual(usual);
  });

  it('is chosen for each precision by itself', () => {
    const speed = dense(
      timing(4, true, [10]),
      timing(1, true, [5]),
      timing(4, true, [4], 'bfloat16'),
      timing(1, true, [8], 'bfloat16'),
    );
    expect(fastest(speed, usual, 'float32').setting.threads).toBe(1);
    expect(fastest(speed, usual, 'bfloat16')).toEqual({ setting: usual, gain: 1 });
    // 5 ms in float32 with one thread, 4 ms in bfloat16 with four.
    expect(bfloat16Gain(speed, usual)).toBe(1.25);
    expect(summarize(speed, usual)).toEqual({
      kind: 'dense',
      setting: { threads: 1, oneDnn: true },
      gain: 2,
      milliseconds: 5,
      bfloat16: 1.25,
    });
  });

  it('is the usual one when that was not measured, or nothing was in this precision', () => {
    expect(fastest(dense(timing(1, true, [1])), usual, 'float32')).toEqual({ setting: usual, gain: 1 });
    expect(fastest(dense(timing(4, true, [1])), usual, 'bfloat16')).toEqual({ setting: usual, gain: 1 });
    expect(bfloat16Gain(dense(timing(4, true, [1])), usual)).toBeUndefined();
  });
});

describe('words and kinds', () => {
  it('name threads and oneDNN', () => {
    expect(settingWords({ threads: 1, oneDnn: false })).toBe('1 thread, without oneDNN');
    expect(settingWords(usual)).toBe('4 threads, oneDNN');
  });

  it.each([
    ['mlp', 'dense'],
    ['cnn', 'convolutional'],
    ['resnet', 'residual'],
  ] as const)('the preset %s is %s', (preset, kind) => {
    const { model } = presets[preset].spec({ id: 'digits', classes: ['0', '1'] });
    expect(modelKind(model.layers)).toBe(kind);
  });
});
