import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '@shared/evaluation/judged';
import { paired, sharedSamples, testWords } from '@shared/evaluation/paired';
import type { ReliabilityBin } from '@shared/metrics/calibration';
import { addressOf, lookedAt, type Looked } from '../../../../src-renderer/pages/evaluation/address';
import { surenessWords } from '../../../../src-renderer/pages/evaluation/calibration/calibration-words';
import { curvePath, curvesOf } from '../../../../src-renderer/pages/evaluation/curves/curve-list';
import { partedSamples } from '../../../../src-renderer/pages/evaluation/beside/parted';
import { worstOf } from '../../../../src-renderer/pages/evaluation/values/worst';
import { finished } from '@shared/metrics/bootstrap';

const place = fc.integer({ min: 0, max: 999 });
const looked: fc.Arbitrary<Looked> = fc.record({
  tab: fc.constantFrom('overview', 'curves', 'calibration', 'samples', 'beside'),
  cell: fc.option(fc.record({ truth: place, predicted: place }), { nil: undefined }),
  shares: fc.boolean(),
  sample: fc.option(place, { nil: undefined }),
  class: fc.option(place, { nil: undefined }),
  kind: fc.constantFrom('mistakes', 'unsure', 'labels'),
  value: place,
  beside: fc.option(
    fc.record({
      run: fc.constant('20261129-123344-nwb3'),
      evaluation: fc.constant('2a09d4db-483c-44d2-b944-3171ec55587d'),
    }),
    { nil: undefined },
  ),
  quarter: fc.constantFrom('both', 'onlyFirst', 'onlySecond', 'neither', undefined),
});

describe('the address of an evaluation', () => {
  it('says all that is looked at', () => {
    fc.assert(
      fc.property(looked, (its) => {
        expect(lookedAt(addressOf(its))).toEqual(its);
      }),
    );
  });

  it('is as at first where it says nothing, or nonsense', () => {
    const first = lookedAt({});
    expect(addressOf(first)).toEqual({});
    expect(lookedAt({ tab: 'x', cell: '4', sample: '-1', beside: '../..', value: ['1'] })).toEqual(first);
  });
});

/** Two samples of class 0, two of class 1, with the class that each is taken for. */
const judgedAs = (places: number[], predicted: number[]) =>
  judge({
    type: 'classes',
    loss: 'softmax-cross-entropy',
    places: Int32Array.from(places),
    truth: Int32Array.from(places, (one) => (one < 2 ? 0 : 1)),
    losses: new Float32Array(places.length),
    outputs: Float32Array.from(predicted.flatMap((one) => (one === 0 ? [2, 0] : [0, 2]))),
  });

describe('two on the same samples', () => {
  it('are matched by where the samples lie, whatever their order', () => {
    expect(sharedSamples(Int32Array.of(3, 1, 2), Int32Array.of(2, 9, 3))).toEqual([
      { first: 0, second: 2 },
      { first: 2, second: 0 },
    ]);
  });

  it('are counted by which of them is right, and told of in words', () => {
    const [first, second] = [judgedAs([0, 1, 2, 3], [0, 0, 1, 0]), judgedAs([3, 2, 1, 0], [0, 0, 0, 0])];
    const pairs = paired(first, second);
    const counts = [pairs.both, pairs.onlyFirst, pairs.onlySecond, pairs.neither].map(({ length }) => length);
    expect(counts).toEqual([2, 1, 0, 1]);
    expect(testWords(pairs, 'a', 'b')).toBe(
      'This may be luck: two equally good models would differ as much with a probability of 1.',
    );
    expect(testWords(paired(first, first), 'epoch 1', 'b')).toBe(
      'Epoch 1 and b are right on the very same samples.',
    );
    const better = { ...pairs, onlySecond: Array.from({ length: 40 }, () => ({ first: 0, second: 0 })) };
    const p = { method: 'chi-squared', statistic: 36, p: 2e-9 } as const;
    expect(testWords({ ...better, test: p }, 'a', 'b')).toMatch(
      /^b is better, and hardly by luck: .* less than 0\.0001\.$/,
    );
  });
});

describe('what is said of calibration', () => {
  const bins = (confidence: number, accuracy: number): ReliabilityBin[] => [
    { from: 0, to: 1, samples: 10, confidence, accuracy },
  ];
  it.each([
    [0.9, 0.9, 'about as sure as it is right'],
    [0.91, 0.9, 'a little too sure'],
    [0.95, 0.9, 'too sure'],
    [0.99, 0.8, 'much too sure'],
    [0.85, 0.9, 'less sure than it is right'],
  ])('%d sure and %d right: %s', (sure, right, words) => {
    expect(surenessWords(bins(sure, right))).toBe(words);
  });
});

it('a curve is drawn from end to end with no more points than can be seen', () => {
  const many = Float64Array.from({ length: 50_001 }, (_, at) => at / 50_000);
  const path = curvePath(
    { x: many, y: many, thresholds: many },
    (x) => x * 100,
    (y) => y * 100,
  );
  expect(path.startsWith('M0.0 0.0L')).toBe(true);
  expect(path.endsWith('L100.0 100.0')).toBe(true);
  expect(path.split('L').length).toBeLessThan(450);
  const curves = finished(curvesOf(judgedAs([0, 1, 2, 3], [0, 0, 1, 1]), ['no']));
  expect(curves.map(({ name, samples, curves: its }) => [name, samples, its?.auc])).toEqual([
    ['no', 2, 1],
    ['1', 2, 1],
  ]);
});

it('the worst cases are those farthest off, whichever way', () => {
  const worst = worstOf(
    {
      type: 'values',
      places: Int32Array.of(7, 8, 9),
      losses: new Float32Array(3),
      truth: Float32Array.of(1, 10, 2, 20, 3, 30),
      predicted: Float32Array.of(1, 11, 2, 15, 3, 31),
    },
    1,
  );
  expect(worst.map(({ place: its, figure }) => [its, figure])).toEqual([
    [8, '−5'],
    [7, '+1'],
    [9, '+1'],
  ]);
});

describe('two models of values beside each other', () => {
  it('part most on the samples that come first, each with what either says of it', () => {
    const kept = (places: number[], predicted: number[]) => ({
      type: 'values' as const,
      places: Int32Array.from(places),
      losses: new Float32Array(places.length),
      truth: Float32Array.from(places, (place) => 10 * place),
      predicted: Float32Array.from(predicted),
    });
    const first = kept([0, 1, 2, 3], [1, 10, 25, 30]);
    const second = kept([3, 2, 1, 0], [34, 22, 19, 2]);
    const pairs = sharedSamples(first.places, second.places);
    const names = { first: 'one', second: 'other' };
    const closer = partedSamples(first, second, pairs, 'first', names);
    expect(closer.map(({ place, predicted, figure }) => [place, predicted, figure])).toEqual([
      [1, '10 / 19', '0 / 9'],
      [3, '30 / 34', '0 / 4'],
      [0, '1 / 2', '1 / 2'],
    ]);
    expect(closer[0]!.words).toBe('Sample 2, 10: one says 10 (off by 0), other says 19 (off by 9)');
    expect(partedSamples(first, second, pairs, 'second', names).map(({ place }) => place)).toEqual([2]);
  });
});
