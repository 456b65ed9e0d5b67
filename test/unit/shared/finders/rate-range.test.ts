import { describe, expect, it } from 'vitest';
import { rangeStepsWords, rateAt, readRateRange } from '@shared/finders/rate-range';
import { CountedRandom, Purpose } from '@shared/random/counted-random';

const ask = { from: 1e-6, to: 10, steps: 200 };
const rates = Array.from({ length: ask.steps }, (_, at) => rateAt(ask, at + 1));

/** A loss that is flat, falls about `at` by its logarithm, and grows beyond `end`. */
const losses = (at: number, end: number, noise = 0.02) =>
  rates.map((rate, step) => {
    const random = new CountedRandom(2, Purpose.sweep, step);
    const fallen = 1 / (1 + Math.exp(-2 * Math.log(rate / at)));
    return 2.3 - 1.8 * fallen + (rate > end ? 3 * Math.log(rate / end) : 0) + noise * random.normal();
  });

describe('a learning-rate range test', () => {
  it('goes from the first rate to the last by the same factor', () => {
    expect(rates[0]).toBe(1e-6);
    expect(rates.at(-1)).toBeCloseTo(10, 9);
    expect(rates[101]! / rates[100]!).toBeCloseTo(rates[1]! / rates[0]!, 9);
  });

  it.each([1e-4, 1e-3, 3e-2])('suggests where the loss falls fastest: %s', (at) => {
    const found = readRateRange({ rates, losses: losses(at, 50 * at) });
    const { suggested, lowest, lowestAt, words } = found;
    expect(Math.abs(Math.log(suggested! / at))).toBeLessThan(Math.log(2));
    expect(lowest!).toBeGreaterThan(suggested!);
    expect(rates[lowestAt!]).toBeCloseTo(lowest!, 1);
    expect(found.smoothed[lowestAt!]).toBe(Math.min(...found.smoothed.slice(10)));
    expect(words).toContain(String(suggested));
  });

  it('says how many of its steps it did where it ended before them', () => {
    expect(rangeStepsWords({ rates, diverged: false }, 200)).toBe('200 steps');
    expect(rangeStepsWords({ rates: rates.slice(0, 144), diverged: true }, 200)).toBe(
      '144 of at most 200 steps: the loss had then grown beyond use',
    );
  });

  it('does not say that a loss grows again which falls up to the highest rate', () => {
    const until = rates.filter((rate) => rate < 1e-2);
    const { suggested, words } = readRateRange({
      rates: until,
      losses: losses(1e-2, 10).slice(0, until.length),
    });
    expect(suggested).not.toBeNull();
    expect(words).not.toContain('grows again');
    expect(words).toContain('higher ones may do better');
    expect(readRateRange({ rates, losses: losses(1e-3, 1e-1) }).words).toContain('grows again');
  });

  it('leaves out what comes after a loss that is no number', () => {
    const broken = losses(1e-3, 1e-1).map((loss, at) => (rates[at]! > 1 ? null : loss));
    expect(readRateRange({ rates, losses: broken }).suggested).not.toBeNull();
  });

  it('suggests nothing where the loss falls nowhere', () => {
    const flat = rates.map(() => 2.3);
    expect(readRateRange({ rates, losses: flat })).toMatchObject({ suggested: null, lowest: null });
    expect(readRateRange({ rates: [1e-3], losses: [null] }).suggested).toBeNull();
  });
});
